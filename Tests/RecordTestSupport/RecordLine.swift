/// A line of a record file: the one writer of records in tests that isn't decklog's own.
public struct RecordLine: Sendable {
  /// The members.
  public var timestamp = "2026-11-23 03:55:14"
  /// The engine's time; left out if empty.
  public var observed = ""
  /// The fake machine.
  public var decky = "omega"
  /// The fake service.
  public var service = "ssh"
  /// What happened.
  public var eventType = "login_attempt"
  /// The attacker's address.
  public var attacker = "203.0.113.9"
  /// The fields.
  public var fields: [(String, String)] = []
  /// The message.
  public var message = ""
  /// The line.
  public var rawLine = ""
  /// What the address is based on; left out if empty.
  public var attribution = ""
  /// The container of the record's origin; without one there is no origin.
  public var container = ""
  /// The file in the container; left out if empty.
  public var source = ""
  /// Whether there are no blanks, as in decklog's own records.
  public var isCompact = false

  /// A line.
  public init() {}

  /// A line with some of it changed.
  public init(_ change: (inout RecordLine) -> Void) { change(&self) }

  /// The line without its LF.
  public var json: String {
    var members = [
      ("timestamp", Self.quoted(timestamp)), ("decky", Self.quoted(decky)),
      ("service", Self.quoted(service)), ("event_type", Self.quoted(eventType)),
      ("attacker_ip", Self.quoted(attacker)), ("fields", object(fields.map { ($0, Self.quoted($1)) })),
      ("msg", Self.quoted(message)), ("raw_line", Self.quoted(rawLine)),
    ]
    if !attribution.isEmpty { members.append(("attribution", Self.quoted(attribution))) }
    if !observed.isEmpty { members.append(("observed", Self.quoted(observed))) }
    if !container.isEmpty {
      let origin = [("container", container), ("id", "66f1112243b1"), ("decky", decky), ("service", service)]
      members.append(("origin", object(origin.map { ($0, Self.quoted($1)) })))
    }
    if !source.isEmpty { members.append(("source", Self.quoted(source))) }
    return object(members)
  }

  private func object(_ members: [(name: String, json: String)]) -> String {
    let blank = isCompact ? "" : " "
    return "{" + members.map { "\(Self.quoted($0)):\(blank)\($1)" }.joined(separator: "," + blank) + "}"
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
