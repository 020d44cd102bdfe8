/// Makes lines of a record file.
public struct RecordLine: Sendable {
  /// The members.
  public var timestamp = "2026-11-23 03:55:14"
  /// The engine's time; none where it is empty.
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

  /// A line.
  public init() {}

  /// A line with some of it changed.
  public init(_ change: (inout RecordLine) -> Void) { change(&self) }

  /// The line without its LF.
  public var json: String {
    let fields = fields.map { "\"\(Self.escaped($0))\": \"\(Self.escaped($1))\"" }.joined(separator: ", ")
    return "{\"timestamp\": \"\(timestamp)\", \"decky\": \"\(Self.escaped(decky))\", "
      + "\"service\": \"\(Self.escaped(service))\", \"event_type\": \"\(Self.escaped(eventType))\", "
      + "\"attacker_ip\": \"\(Self.escaped(attacker))\", \"fields\": {\(fields)}, "
      + "\"msg\": \"\(Self.escaped(message))\", \"raw_line\": \"\(Self.escaped(rawLine))\""
      + (observed.isEmpty ? "" : ", \"observed\": \"\(observed)\"") + "}"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
