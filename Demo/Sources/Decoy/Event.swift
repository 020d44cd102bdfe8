/// Something that happened on a connection: what becomes one line of the log.
struct Event {
  /// The MSGID.
  let type: String
  /// The parameters after `src_ip` and `src_port`, values as the client sent them.
  private(set) var fields: [(name: String, value: [UInt8])] = []
  /// What a person reads.
  let message: String

  init(_ type: String, _ message: String) {
    self.type = type
    self.message = message
  }

  /// Adds a parameter.
  mutating func add(_ name: String, _ value: some Sequence<UInt8>) {
    fields.append((name, Array(value)))
  }

  /// Adds a parameter.
  mutating func add(_ name: String, _ value: String) {
    add(name, value.utf8)
  }

  /// A log-in that was tried, with the secret readable as far as it is text, and exact as Base64.
  static func authAttempt(user: [UInt8], secret: [UInt8]) -> Event {
    var event = Event("auth_attempt", "authentication failed")
    event.add("username", user)
    event.add("secret_printable", secret.map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") })
    event.add("secret_b64", Base64.encode(secret))
    return event
  }
}
