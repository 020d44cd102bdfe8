/// A body that comes bit by bit, for as long as somebody reads it.
public protocol PageStream: Sendable {
  /// The next bytes; `nil` when there are no more. It is asked again when the client has taken the last ones, or a
  /// buffer of bounded size has.
  ///
  /// Where a network has swallowed a client's end, only writing finds out: no stream should be silent for longer than
  /// ``pause``. A comment does, where the format has any.
  func next() async -> [UInt8]?

  /// Ends it: what waits in ``next()`` and what comes after gets `nil`. It is called from any thread, once or more often,
  /// and does not block.
  func end()
}

extension PageStream {
  /// How long a stream may be silent.
  public static var pause: Duration { .seconds(15) }
}
