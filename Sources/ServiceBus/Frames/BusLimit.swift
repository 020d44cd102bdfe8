/// The numbers of the protocol, and of what both ends bear from each other.
enum BusLimit {
  /// The longest header, in bytes before its LF; a CR there counts.
  static let header = 4096

  /// The longest body, in bytes.
  static let body = 1 << 20

  /// The bytes of a body's length.
  static let lengthField = 4

  /// The longest name in a HELLO, in bytes.
  static let name = 128

  /// How deep the values of a body may lie in each other; the body itself is the first level.
  static let depth = 64

  /// The longest path of a UNIX socket, in bytes. Linux would take 107 (unix(7)), macOS takes 103, and SwiftNIO keeps
  /// to the lesser everywhere.
  static let socketPath = 103

  /// The most bytes that are read from one connection before others get their turn.
  static let read = 64 << 10
}
