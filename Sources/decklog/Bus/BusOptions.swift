import ArgumentParser
import Basics
import Glibc
import Logging
import ServiceBus

/// Where the bus is, for a command that can't do without.
struct BusOptions: ParsableArguments {
  @Option(help: Settings.busSocket.description.argumentHelp("path"))
  var socket: String?

  @Option(help: Settings.busLogLevel.description.argumentHelp("level"))
  var logLevel: String?

  /// A client that does not connect yet.
  func client(_ environment: SettingsEnvironment = .process) throws -> BusClient {
    let (path, logger) = try read(environment)
    try OpenFileLimit.require()
    let configuration =
      socket == nil
      ? BusClient.Configuration(environment, path: path, name: "decklog")
      : BusClient.Configuration(socketPath: path, name: "decklog")
    return try BusClient(configuration, logger: logger)
  }

  /// The path of the socket, and a logger to standard error.
  ///
  /// - Throws: an exit with status 78 where there is to be no bus.
  func read(_ environment: SettingsEnvironment = .process) throws(ExitCode) -> (path: String, logger: Logger)
  {
    try SettingReader.read(environment) { reader in
      let logger = StandardError.logger(level: reader.read(Settings.busLogLevel, logLevel))
      return (path(&reader), logger)
    }
  }

  private func path(_ reader: inout SettingReader) -> String {
    if let socket { return socket }
    switch BusEndpoint(&reader) {
    case .socket(let path): return path
    case .off:
      let name = reader.name(of: BusSettings.isOn)
      reader.refuse("\(name) is false: there is no bus; --socket names one all the same")
    case .unusable(let why):
      reader.refuse(why)
    }
    return ""
  }
}
