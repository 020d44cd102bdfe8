import ArgumentParser
import Basics
import Daemon
import Glibc
import Logging
import ServiceBus

struct BusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bus",
    abstract: "Serves the service bus, publishes and subscribes.",
    discussion: """
      Topics are tokens separated by dots, such as system.log. In a pattern, * matches any one token, and > at the end \
      matches one or more. Delivery is at most once.
      """,
    subcommands: [BusServeCommand.self, BusPublishCommand.self, BusSubscribeCommand.self]
  )
}

/// Which bus a command uses.
struct BusOptions: ParsableArguments {
  @Option(Settings.busSocket, "path") var socket: String?
  @Option(Settings.commandLogLevel, "level") var logLevel: String?

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

  /// A topic or pattern, and a client that does not connect yet. A bad topic is printed; the exit status is 64.
  func client<Topic>(for topic: @autoclosure () throws -> Topic) throws -> (Topic, BusClient) {
    do {
      return (try topic(), try client())
    } catch let error as BusError {
      StandardError.print(error.message)
      throw ExitCode(EX_USAGE)
    }
  }

  /// The path of the socket, and a logger to standard error. The exit status is 78 if the bus is off.
  func read(_ environment: SettingsEnvironment = .process) throws(ExitCode) -> (path: String, logger: Logger)
  {
    try SettingReader.read(environment) { reader in
      let logger = StandardError.logger(level: reader.read(Settings.commandLogLevel, logLevel))
      return (path(&reader), logger)
    }
  }

  private func path(_ reader: inout SettingReader) -> String {
    if let socket { return socket }
    switch BusEndpoint(&reader) {
    case .socket(let path): return path
    case .off:
      reader.refuse(
        "\(reader.name(of: BusSettings.isOn)) is false: there is no bus; --socket uses one anyway"
      )
    case .unusable(let why): reader.refuse(why)
    }
    return ""
  }
}
