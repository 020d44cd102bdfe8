import ArgumentParser
import Basics
import Foundation
import Glibc
import ServiceBus

struct BusPublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pub",
    abstract: "Publishes an event.",
    discussion: #"decklog bus pub system.collector.control '{"action":"stop","requested_by":"me"}'"#
  )
  /// How long a connection may take.
  private static let patience = Duration.seconds(5)

  @Argument(help: "The topic, such as system.log.") var topic: String
  @Argument(help: "A JSON object.") var payload: String
  @Option(help: "The type of the event.") var type = "message"
  @OptionGroup var options: BusOptions

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    let (topic, client) = try options.client(for: Topic(self.topic))
    guard (try? JSONSerialization.jsonObject(with: Data(payload.utf8))) is [String: Any] else {
      StandardError.print("'\(payload)': expected a JSON object")
      throw ExitCode(EX_DATAERR)
    }
    let isConnected = await withTaskGroup { group in
      group.addTask { await client.run() }
      defer { group.cancelAll() }
      let isConnected = await withTimeout(Self.patience) { await client.connections.first { true } != nil }
      guard isConnected == true else { return false }
      // The client sends what is published before it ends.
      client.publish(topic, type: type, payload: Array(payload.utf8))
      return true
    }
    guard isConnected, client.counters.dropped == 0 else {
      StandardError.print("no bus accepted it at \(client.configuration.socketPath())")
      throw ExitCode(EX_UNAVAILABLE)
    }
  }
}
