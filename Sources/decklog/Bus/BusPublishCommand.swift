import ArgumentParser
import Basics
import Foundation
import Glibc
import ServiceBus

/// `decklog bus pub`: one event.
struct BusPublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pub",
    abstract: "Publishes an event.",
    discussion: #"decklog bus pub system.collector.control '{"action":"stop","requested_by":"me"}'"#
  )
  /// How long a bus may take to be there.
  private static let patience = Duration.seconds(5)

  @Argument(help: "What it is about, such as system.log.")
  var topic: String

  @Argument(help: "A JSON object.")
  var payload: String

  @Option(help: "What kind of event it is.")
  var type = "message"

  @OptionGroup
  var options: BusOptions

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    let topic: Topic
    let client: BusClient
    do {
      topic = try Topic(self.topic)
      client = try options.client()
    } catch let error as BusError {
      StandardError.print(error.message)
      throw ExitCode(EX_USAGE)
    }
    guard (try? JSONSerialization.jsonObject(with: Data(payload.utf8))) is [String: Any] else {
      StandardError.print("'\(payload)': expected a JSON object")
      throw ExitCode(EX_DATAERR)
    }
    let isConnected = await withTaskGroup { group in
      group.addTask { await client.run() }
      defer { group.cancelAll() }
      guard await Self.connects(client) else { return false }
      // What is published goes out before the client leaves.
      client.publish(topic, type: type, payload: Array(payload.utf8))
      return true
    }
    guard isConnected, client.counters.dropped == 0 else {
      StandardError.print("no bus took it at \(client.configuration.socketPath())")
      throw ExitCode(EX_UNAVAILABLE)
    }
  }

  /// Waits for a connection, for as long as that may take.
  private static func connects(_ client: BusClient) async -> Bool {
    await withTimeout(patience) { await client.connections.first { true } != nil } ?? false
  }
}
