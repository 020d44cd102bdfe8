import Basics
import Collector
import DecoyEvents
import DockerEngine
import Evidence
import Logging
import ServiceBus
import Store
import TraceExport

/// The settings of decklog's commands.
enum Settings {
  /// All settings, in the order in which people read of them.
  static let all: [SettingDescription] =
    [
      logFile.description, dockerHost.description, dockerTLSVerify.description, dockerCertPath.description,
      stateFile.description, selectors.description, source.description, standardError, beginning.description,
      stateDirectory.description, synchronization.description, unsafeFileSystem, maxLine.description,
      droppedServices.description, floodTypes.description, floodWindow.description,
      reconcileInterval.description,
      printEvents, listen.description, store.description, keep.description, keepSize.description, dashboard,
      dashboardName, dashboardToken.description, commandLifetime.description, artifactsRoot.description,
    ] + BusSettings.all + TracingVariables.all + [logLevel.description]

  /// What `--help` says of the settings that have no flag.
  static var variablesHelp: String {
    all.filter { $0.flag == nil }.map { setting in
      "  \(setting.variables.joined(separator: ", "))\n      \(setting.help) [\(setting.standard)]"
    }.joined(separator: "\n")
  }

  /// One label and its value; `nil` for what is none.
  static func selector(_ text: String) -> FleetRules.Selector? {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
    return (label: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
  }

  // MARK: - The collector

  static let logFile = Setting(
    flag: "--log-file",
    variables: ["DECNET_INGEST_LOG_FILE"],
    help: "The raw log; the records go to the .json beside it.",
    format: .text,
    standard: "/var/log/decnet/decnet.log",
    isRefusedIfBad: true
  )
  static let dockerHost = Setting(
    flag: "--docker-host",
    variables: ["DOCKER_HOST"],
    help: "The container engine: unix:///PATH or tcp://HOST:PORT.",
    format: .text,
    standard: "unix://\(EngineEndpoint.defaultSocketPath)",
    isRefusedIfBad: true
  )
  static let dockerTLSVerify = Setting(
    variables: ["DOCKER_TLS_VERIFY"],
    help: "Verify the engine's certificate; any value turns it on.",
    format: SettingFormat(expected: "any value", text: { $0 ? "on" : "off" }) { _ in true },
    standard: false
  )
  static let dockerCertPath = Setting(
    variables: ["DOCKER_CERT_PATH"],
    help: "The directory with ca.pem, cert.pem and key.pem for TLS with the engine.",
    format: .optional(.text, none: "none"),
    standard: nil
  )
  static let stateFile = Setting(
    flag: "--state-file",
    variables: ["DECNET_STATE_FILE"],
    help: "The framework's state file, which lists the fleet.",
    format: .text,
    standard: "/opt/decnet/decnet-state.json"
  )
  static let selectors = Setting(
    flag: "--select",
    variables: ["DECKLOG_SELECT"],
    help: "Collect containers with this label as well; repeatable, and separated by commas in the variable.",
    format: SettingFormat<[FleetRules.Selector]>(expected: "LABEL=VALUE, such as honeypot=true") { text in
      let items = SettingText.items(text)
      let selectors = items.compactMap(selector)
      return selectors.count == items.count ? selectors : nil
    },
    standard: [],
    shown: "none",
    isRefusedIfBad: true
  )
  static let source = Setting(
    flag: "--source",
    help:
      "How logs are read: from the engine's files (files), through its API (api), or from its files where they can be read (auto).",
    format: SettingFormat<LogSource>.choice(),
    standard: .auto,
    isRefusedIfBad: true
  )
  static let beginning = Setting(
    flag: "--from",
    help:
      "Where to begin without a state from an earlier run: beginning, now, or existing (behind what another collector wrote to the log file). Required if the state can't be used.",
    format: .optional(SettingFormat<Beginning>.choice(), none: "beginning"),
    standard: nil,
    isRefusedIfBad: true
  )
  static let stateDirectory = Setting(
    flag: "--state-dir",
    help: "Where to keep what a restart needs.",
    format: .optional(.text, none: "beside the log file, LOG_FILE.state"),
    standard: nil
  )
  static let synchronization = Setting(
    flag: "--sync",
    help: "When writes are made to survive a power cut: interval (every second), always or never.",
    format: SettingFormat<JournalSettings.Synchronization>.choice(),
    standard: .interval,
    isRefusedIfBad: true
  )
  static let maxLine = Setting(
    flag: "--max-line",
    variables: ["DECKLOG_MAX_LINE"],
    help: "The longest line that is kept, in bytes; longer ones are cut there and flagged.",
    // Shorter lines would cut headers; longer ones would let a container fill memory.
    format: .integer(1024...(64 << 20), "bytes"),
    standard: 1 << 20
  )
  static let droppedServices = Setting(
    variables: ["DECNET_COLLECTOR_DROP_APPS"],
    help: "Services whose events are no records, separated by commas; an empty list drops nothing.",
    format: .list,
    standard: EventFilter.defaultDroppedServices
  )
  static let floodTypes = Setting(
    variables: ["DECNET_COLLECTOR_RL_EVENT_TYPES"],
    help: "Event types that are held back in floods, separated by commas; an empty list holds nothing back.",
    format: .list,
    standard: EventFilter.defaultFloodTypes
  )
  static let floodWindow = Setting(
    variables: ["DECNET_COLLECTOR_RL_WINDOW_SEC"],
    help: "Seconds in which one event of a flood is let through; 0 holds nothing back.",
    format: SettingFormat<Double>(expected: "seconds", text: SettingText.short) { text in
      Double(SettingText.trimmed(text)).flatMap { $0.isFinite ? $0 : nil }
    },
    standard: 1
  )
  static let reconcileInterval = Setting(
    variables: ["DECNET_COLLECTOR_RECONCILE_S"],
    help: "Seconds between full lists of the containers.",
    // More often would burden the engine, less often would miss containers for long.
    format: .number(1...86_400, "seconds"),
    standard: 30
  )
  static let commandLifetime = Setting(
    variables: ["DECNET_COLLECTOR_SESSION_AGG_TTL_SEC"],
    help: "Seconds for which a command is remembered, for the event of its session on the bus.",
    // A week is longer than any session that one would wait for.
    format: .number(1...604_800, "seconds"),
    standard: Double(SessionSettings().commandLifetime)
  )
  static let artifactsRoot = Setting(
    variables: ["DECNET_ARTIFACTS_ROOT"],
    help: "Where transcripts of sessions are looked up.",
    format: .absolutePath,
    standard: SessionSettings().artifactsRoot
  )
  static let logLevel = Setting(
    flag: "--log-level",
    variables: ["DECKLOG_LOG_LEVEL"],
    help: "trace, debug, info, notice, warning, error or critical.",
    format: .choice(),
    standard: Logger.Level.info
  )

  static let standardError = SettingDescription(
    flag: "--stderr",
    help: "Collect standard error as well.",
    standard: "off"
  )
  static let unsafeFileSystem = SettingDescription(
    flag: "--allow-unsafe-file-system",
    help: "Write to file systems without atomic appends, such as NFS.",
    standard: "off"
  )
  static let printEvents = SettingDescription(
    flag: "--print-events",
    help: "Print each event on standard output, as one readable line.",
    standard: "off"
  )

  // MARK: - Who reads along

  static let listen = Setting(
    flag: "--listen",
    help: "Serve metrics, status and health over HTTP at HOST:PORT or unix:PATH.",
    format: .optional(.text, none: "off"),
    standard: nil,
    isRefusedIfBad: true
  )
  static let store = Setting(
    flag: "--store",
    variables: ["DECKLOG_STORE"],
    help: "Keep the records in this SQLite database as well, for queries.",
    format: .optional(.text, none: "none"),
    standard: nil,
    isRefusedIfBad: true
  )
  static let keep = Setting(
    flag: "--keep",
    help: "How long records stay in the store: 12h, 30d, 8w.",
    format: .optional(
      SettingFormat<Int64>(expected: "a span of time, such as 30d") { Amount.seconds($0) },
      none: "for ever"
    ),
    standard: nil,
    isRefusedIfBad: true
  )
  static let keepSize = Setting(
    flag: "--keep-size",
    help: "How large the store may become: 500MB, 5GB. The oldest records go first.",
    format: .optional(
      SettingFormat<Int64>(expected: "a size of at least 16MiB, such as 5GB") { text in
        Amount.bytes(text).flatMap { $0 >= Int64(Retention.smallestSize) ? $0 : nil }
      },
      none: "no limit"
    ),
    standard: nil,
    isRefusedIfBad: true
  )
  static let dashboard = SettingDescription(
    flag: "--dashboard",
    help: "Show what is in the store in a browser, at the address of --listen.",
    standard: "off"
  )
  static let dashboardName = SettingDescription(
    flag: "--dashboard-name",
    help: "A host name under which browsers may open the dashboard; repeatable.",
    standard: "addresses only"
  )
  static let dashboardToken = Setting(
    variables: ["DECKLOG_DASHBOARD_TOKEN"],
    help: "The dashboard's token, required if other machines can connect.",
    format: .optional(.text, none: "none"),
    standard: nil,
    isRefusedIfBad: true
  )

  // MARK: - Other commands

  static let busSocket = Setting(
    flag: "--socket",
    variables: BusSettings.socket.description.variables,
    help: BusSettings.socket.description.help,
    format: BusSettings.socket.format,
    standard: nil
  )
  static let busLogLevel = Setting(
    flag: "--log-level",
    help: "trace, debug, info, notice, warning, error or critical.",
    format: .choice(),
    standard: Logger.Level.warning
  )
}
