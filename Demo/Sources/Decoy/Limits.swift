/// What one decoy grants its visitors. Whatever they send, it stays within these.
enum Limits {
  /// Connections at once; more wait in the backlog.
  static let connections = 64
  /// Connections that wait to be accepted.
  static let backlog: Int32 = 128
  /// Nanoseconds that a connection may last.
  static let duration = 30 * 1_000_000_000
  /// Nanoseconds without a byte from the client.
  static let silence = 15 * 1_000_000_000
  /// Nanoseconds that a client gets to take the last answer and hang up.
  static let farewell = 1_000_000_000
  /// Bytes that are read from one connection in all.
  static let bytesPerConnection = 64 * 1024

  /// SSH: bytes of the client's identification (RFC 4253, 4.2).
  static let identification = 255
  /// HTTP: bytes of request line and headers.
  static let head = 8 * 1024
  /// HTTP: bytes of a body.
  static let body = 16 * 1024
  /// HTTP: bytes of a body that are logged.
  static let loggedBody = 4 * 1024
  /// Telnet: bytes of a user name or password.
  static let answer = 128
  /// Telnet: log-ins per connection.
  static let attempts = 3
}
