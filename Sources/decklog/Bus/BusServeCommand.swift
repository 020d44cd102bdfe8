import ArgumentParser
import Basics
import Daemon
import Files
import Foundation
import Glibc
import Logging
import ServiceBus
import ServiceLifecycle
import UnixSignals

/// `decklog bus serve`: runs a broker, for hosts without the framework's.
struct BusServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serves the bus until it is stopped.",
    discussion: """
      The socket has mode 0660 and belongs to the group decnet, if there is one. A stale socket is replaced.
      """
  )

  @OptionGroup var options: BusOptions

  func run() async throws {
    StandardError.serve()
    signal(SIGPIPE, SIG_IGN)
    let (path, logger) = try options.read()
    let configuration = BusBroker.Configuration(socketPath: path)
    try OpenFileLimit.require(OpenFiles.least + configuration.clients)
    makeHomeDirectory(of: path)
    let broker = BusBroker(configuration, logger: logger)
    do {
      try await ServiceGroup(
        services: [BrokerService(broker: broker)],
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: StandardError.logger(level: .critical)
      ).run()
    } catch let error as BusError {
      StandardError.print(error.message)
      throw ExitCode(error.code == .permissionDenied ? EX_NOPERM : EX_CANTCREAT)
    }
    let counters = broker.counters
    StandardError.print(
      "received=\(counters.received) delivered=\(counters.delivered) dropped=\(counters.dropped)"
        + " hostile=\(counters.hostile) malformed=\(counters.malformed)"
    )
  }

  /// Creates the directory of the default path in the home directory, and no other.
  private func makeHomeDirectory(of path: String) {
    let directory = NSHomeDirectory() + "/.decnet"
    if path == directory + "/bus.sock" { mkdir(directory, 0o700) }
  }

  private struct BrokerService: Service {
    let broker: BusBroker

    func run() async throws { try await cancelWhenGracefulShutdown { try await broker.run() } }
  }
}
