import ArgumentParser
import Daemon
import Logging

/// The flags of `decklog collect`.
struct CollectOptions: ParsableArguments {
  @OptionGroup var fleet: FleetOptions
  @Flag(Settings.standardError) var collectsStandardError = false
  @Flag(Settings.printEvents) var printEvents = false
  @Option(Settings.source, "how", completion: .list(["auto", "api", "files"])) var source: String?
  @Option(Settings.beginning, "where", completion: .list(["beginning", "now", "existing"]))
  var beginning: String?
  @Option(Settings.synchronization, "when", completion: .list(["interval", "always", "never"]))
  var synchronization: String?
  @Flag(Settings.unsafeFileSystem) var allowUnsafeFileSystem = false
  @Option(Settings.logLevel, "level", completion: .list(Logger.Level.allCases.map(\.rawValue)))
  var logLevel: String?
  @Option(Settings.maxLine, "bytes") var maxLine: String?
  @OptionGroup(title: "The store") var store: StoreOptions
  @OptionGroup(title: "The dashboard") var dashboard: DashboardOptions

  var flags: Flags {
    var flags = fleet.flags
    flags[isOn: Settings.standardError] = collectsStandardError
    flags[isOn: Settings.printEvents] = printEvents
    flags[Settings.source] = source
    flags[Settings.beginning] = beginning
    flags[Settings.synchronization] = synchronization
    flags[isOn: Settings.unsafeFileSystem] = allowUnsafeFileSystem
    flags[Settings.logLevel] = logLevel
    flags[Settings.maxLine] = maxLine
    flags[Settings.store] = store.store
    flags[Settings.keep] = store.keep
    flags[Settings.keepSize] = store.keepSize
    flags[isOn: Settings.dashboard] = dashboard.dashboard
    flags[all: Settings.dashboardName] = dashboard.dashboardName
    return flags
  }
}

/// Whether a collector keeps a store, and for how long.
struct StoreOptions: ParsableArguments {
  @Option(Settings.store, "path", completion: .file()) var store: String?
  @Option(Settings.keep, "time") var keep: String?
  @Option(Settings.keepSize, "size") var keepSize: String?
}

/// Whether a collector serves a dashboard, and under which names.
struct DashboardOptions: ParsableArguments {
  @Flag(
    Settings.dashboard,
    discussion:
      "Needs --store, and a token in DECKLOG_DASHBOARD_TOKEN at an address that other machines can connect to."
  )
  var dashboard = false
  @Option(Settings.dashboardName, "name") var dashboardName: [String] = []
}
