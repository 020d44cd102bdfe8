import ArgumentParser
import Glibc
import Logging
import ServiceBus

/// Where the bus is, for a command that can't do without.
struct BusOptions: ParsableArguments {
  @Option(
    help:
      "The bus' socket. [DECNET_BUS_SOCKET; /run/decnet/bus.sock where that can be, else ~/.decnet/bus.sock]"
  )
  var socket: String?

  @Option(help: "trace, debug, info, notice, warning, error or critical. [warning]")
  var logLevel = "warning"

  /// A client that does not connect yet.
  func client(_ environment: SettingsEnvironment = .process) throws -> BusClient {
    let path = try path(environment)
    try OpenFileLimit.require()
    let configuration =
      socket == nil
      ? BusClient.Configuration(process: environment, path: path, name: "decklog")
      : BusClient.Configuration(socketPath: path, name: "decklog")
    return try BusClient(configuration, logger: logger)
  }

  /// A logger to standard error.
  var logger: Logger { StandardError.logger(level: Logger.Level(rawValue: logLevel) ?? .info) }

  /// The path of the socket.
  ///
  /// - Throws: an exit with status 78 where there is to be no bus.
  func path(_ environment: SettingsEnvironment = .process) throws -> String {
    if let socket { return socket }
    switch BusEndpoint(process: environment) {
    case .socket(let path): return path
    case .off:
      let name = environment.name(of: "DECNET_BUS_ENABLED")
      StandardError.print("\(name) is false: there is no bus; --socket names one all the same")
    case .unusable(let why):
      StandardError.print(why)
    }
    throw ExitCode(EX_CONFIG)
  }
}
