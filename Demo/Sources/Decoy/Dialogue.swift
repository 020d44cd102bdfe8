/// What a fake service says on one connection. It only sees bytes: sockets, limits of time and the log are
/// the server's.
protocol Dialogue {
  /// What the service says first.
  mutating func greet() -> Reply

  /// What the service says to these bytes, which may be any part of a message.
  mutating func receive(_ bytes: ArraySlice<UInt8>) -> Reply

  /// What is left to be told when the client is gone, or its time is over.
  mutating func finish() -> [Event]
}

extension Dialogue {
  mutating func finish() -> [Event] { [] }
}
