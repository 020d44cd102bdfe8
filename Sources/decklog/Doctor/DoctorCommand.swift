import ArgumentParser
import Basics
import Collector
import Doctor
import Foundation
import Glibc
import HTTPListener
import ServiceBus
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
    return try SettingReader.read(environment) { reader in
      let collector = CollectorSettings(collectOptions, &reader)
      let store = reader.read(Settings.store, options.store)
      return DoctorSettings(
        collector,
        bus: BusEndpoint(&reader),
        namesBus: reader.value(of: BusSettings.socket) != nil,
        listen: options.fleet.listenAddress(&reader),
        version: Version.number,
        consumers: store.map { [StoreProbe(path: $0, file: collector.recordFile)] } ?? []
      )
    }
  }
}
