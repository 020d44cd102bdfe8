import FoundationEssentials

/// A message on the control topic that wants the collector to stop.
struct StopRequest: Equatable {
  /// How much of a name is told; characters.
  private static let longestName = 64

  /// Who wants it, for the log: printable ASCII, since any client of the bus can write here.
  let requester: String

  /// Reads a message.
  ///
  /// - Returns: `nil` for anything else.
  init?(_ payload: [UInt8]) {
    struct Message: Decodable {
      let action: String
      let requester: String?

      enum Key: String, CodingKey {
        case action
        case requester = "requested_by"
      }

      init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        action = try values.decode(String.self, forKey: .action)
        // Whoever it is, and whatever he is written as: it is the action that counts.
        requester = try? values.decode(String.self, forKey: .requester)
      }
    }
    guard let message = try? JSONDecoder().decode(Message.self, from: Data(payload)), message.action == "stop"
    else { return nil }
    let name = (message.requester ?? "").unicodeScalars.filter { (" "..."~").contains($0) }.prefix(
      Self.longestName
    )
    requester = name.isEmpty ? "somebody" : String(String.UnicodeScalarView(name))
  }
}
