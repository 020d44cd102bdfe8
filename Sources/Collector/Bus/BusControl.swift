import FoundationEssentials
package import Logging
package import ServiceBus
import ServiceLifecycle

/// Waits for a request on the bus to stop.
package struct BusControl: Service {
  private let client: BusClient
  private let logger: Logger

  /// - Parameter client: the caller runs it.
  package init(_ client: BusClient, logger: Logger) {
    self.client = client
    self.logger = logger
  }

  /// Returns when the collector is to stop. Other messages are ignored.
  package func run() async {
    for await event in client.events(TopicPattern(CollectorTopic.control)).cancelOnGracefulShutdown() {
      guard let request = StopRequest(event.payload) else { continue }
      logger.notice("\(request.requester) requested a stop over the bus")
      return
    }
  }
}

/// A message on the control topic that asks the collector to stop.
struct StopRequest: Equatable {
  private static let longestName = 64

  private struct Message: Decodable {
    let action: String
    let requester: String?

    enum Key: String, CodingKey {
      case action
      case requester = "requested_by"
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: Key.self)
      action = try values.decode(String.self, forKey: .action)
      // A requester of another type doesn't matter.
      requester = try? values.decode(String.self, forKey: .requester)
    }
  }

  /// Who asks, for the log: printable ASCII, since any client of the bus can send this.
  let requester: String

  /// - Returns: `nil` for other messages.
  init?(_ payload: [UInt8]) {
    guard let message = try? JSONDecoder().decode(Message.self, from: Data(payload)), message.action == "stop"
    else { return nil }
    let name = (message.requester ?? "").unicodeScalars.filter { (" "..."~").contains($0) }
      .prefix(Self.longestName)
    requester = name.isEmpty ? "an unnamed client" : String(String.UnicodeScalarView(name))
  }
}
