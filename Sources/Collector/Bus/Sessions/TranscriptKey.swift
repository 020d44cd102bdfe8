/// Where the transcript of a session is looked for. Each part is fit to be one of a path.
struct TranscriptKey: Hashable, Sendable {
  private static let services: Set<String> = ["ssh", "telnet"]
  private static let idLengths = 8...64
  /// The longest name of a decky, as in a record.
  private static let longestDecky = 255

  let decky: String
  let service: String
  /// The session's id.
  let id: String

  /// The directory of the transcripts, below that of all artifacts.
  var directory: String { "\(decky)/\(service)/transcripts" }

  /// - Returns: `nil` where a part could lead elsewhere, or no recorder gives such an id.
  init?(decky: String, service: String, id: String) {
    guard Self.services.contains(service), Self.isName(decky), decky.utf8.count <= Self.longestDecky,
      Self.isName(id), Self.idLengths.contains(id.utf8.count)
    else { return nil }
    self.decky = decky
    self.service = service
    self.id = id
  }

  private static func isName(_ text: String) -> Bool {
    guard !text.isEmpty, text != ".", !text.contains("..") else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
  }
}
