import ArgumentParser
import Basics
import Collector
import Daemon
import Doctor
import FoundationEssentials
import Glibc
import HTTPListener
import ServiceBus
import Terminal

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks whether this host meets a collector's needs, and how to fix what doesn't.",
    discussion: """
      Checks engine, fleet, logs, files, disk, clock, bus, limits and a running collector, and changes nothing. Exits \
      with 0 if all is well, 2 if there is a problem, and with --strict 1 if there are warnings. Run it as the \
      collector's user, since it checks that user's permissions.
      """
  )

  @OptionGroup var options: DoctorOptions

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    try OpenFileLimit.require()
    let report = await DoctorRun.report(try settings())
    if options.json {
      print(String(decoding: try report.json(), as: UTF8.self), terminator: "")
    } else {
      print(report.table(isColoured: TerminalEnvironment.isColoured(STDOUT_FILENO)), terminator: "")
    }
    let status = report.status(isStrict: options.strict)
    if status != 0 { throw ExitCode(status) }
  }

  /// What to check. The exit status is 78 for a setting that a collector would refuse too.
  func settings(_ environment: SettingsEnvironment = .process) throws -> DoctorSettings {
    let flags = options.flags
    return try SettingReader.read(environment) { reader in
      let collector = CollectorSettings(&reader, flags)
      return DoctorSettings(
        collector,
        bus: BusEndpoint(&reader),
        namesBus: reader.value(of: BusSettings.socket) != nil,
        listen: ListenerSink.address(&reader, flags),
        version: Version.number,
        sinks: Sinks.all.compactMap { $0.check(&reader, flags, recordFile: collector.recordFile) }
      )
    }
  }
}

/// The flags of `decklog doctor`: those of `decklog collect` that matter here, and the output's format.
struct DoctorOptions: ParsableArguments {
  @OptionGroup var fleet: FleetOptions
  @Option(Settings.store, "path", completion: .file()) var store: String?
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "Exit with 1 if there are warnings.") var strict = false

  /// The same flags for a collector, so that both read flags and environment alike.
  var flags: Flags {
    var flags = fleet.flags
    flags[Settings.store] = store
    return flags
  }
}
