import ArgumentParser
import Collector
import Doctor
import Foundation
import Glibc
import ServiceBus
import Telemetry
import Terminal

/// `decklog doctor`: whether a collector on this host has what it needs.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks what a collector on this host needs, and says what to do.",
    discussion: """
      Looks at engine, fleet, logs, files, disk, clock, bus, limits and a running collector, and changes nothing. Ends \
      with status 0 if all is well, 2 if there is a problem, and with --strict 1 if there are warnings. Run it as the \
      collector's user: what that user may do is part of the answer.
      """
  )

  @OptionGroup
  var options: DoctorOptions

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    try OpenFileLimit.require()
    let report = await Examination(try settings()).run()
    if options.json {
      print(String(decoding: try report.json(), as: UTF8.self), terminator: "")
    } else {
      print(report.table(isColoured: TerminalEnvironment.isColoured(STDOUT_FILENO)), terminator: "")
    }
    let status = report.status(isStrict: options.strict)
    if status != 0 { throw ExitCode(status) }
  }

  /// What is to be examined.
  ///
  /// - Throws: an exit with status 78 for a setting that a collector would refuse as well.
  func settings(_ environment: SettingsEnvironment = .process) throws -> DoctorSettings {
    let collectOptions = try options.collectOptions()
    var reader = SettingsReader(options: collectOptions, environment: environment)
    do {
      let (collector, _) = try reader.read()
      for warning in reader.warnings { StandardError.print(warning) }
      let store = StorePathOptions.path(options.store, environment.variables)
      return DoctorSettings(
        collector,
        bus: BusEndpoint(process: environment),
        namesBus: environment["DECNET_BUS_SOCKET"] != nil,
        listen: try options.fleet.listen.map { try ListenAddress($0) },
        version: Version.number,
        consumers: store.map { [StoreProbe(path: $0, file: collector.recordFile)] } ?? []
      )
    } catch let error as ListenError {
      StandardError.print("--listen: \(error.message)")
    } catch {
      StandardError.print("\(error)")
    }
    throw ExitCode(EX_CONFIG)
  }
}
