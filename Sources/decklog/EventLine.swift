/// A record as a person reads it.
struct EventLine: Decodable {
  /// The most characters of a line's last part.
  private static let longestDetail = 120

  let timestamp: String
  let decky: String
  let service: String
  let event_type: String
  let attacker_ip: String
  let fields: [String: String]
  let msg: String

  /// One line without control characters, whatever the attacker wrote.
  func text(isColoured: Bool) -> String {
    let time = String(timestamp.suffix(8))
    let parts: [(text: String, colour: Int)] = [
      (time, 90), (padded(attacker_ip, 15), 31), (padded(decky, 14), 36), (padded(service, 8), 33),
      (padded(event_type, 14), 1), (detail, 0),
    ]
    return parts.map { part in
      let shown = Self.printable(part.text)
      return isColoured && part.colour > 0 ? "\u{1B}[\(part.colour)m\(shown)\u{1B}[0m" : shown
    }.joined(separator: "  ")
  }

  private var detail: String {
    let known = Set(["src_ip", "src", "client_ip", "remote_ip", "remote_addr", "src_port", "remote_port"])
    let shown = fields.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }
    let text = shown.map { "\($0.key)=\($0.value)" } + (msg.isEmpty ? [] : [msg])
    let joined = text.joined(separator: " ")
    return joined.count > Self.longestDetail ? joined.prefix(Self.longestDetail) + "…" : joined
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Control and format characters could move the cursor, change colours or reverse the text.
  private static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: "\u{FFFD}"
          default: scalar
          }
        }
      )
    )
  }
}
