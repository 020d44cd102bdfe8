/// One message of a log stream: a line, or a piece of one.
public struct LogMessage {
  /// The output that a message was written to, by its number in a frame.
  public enum Stream: UInt8, Sendable, Hashable {
    /// Standard output.
    case stdout = 1
    /// Standard error.
    case stderr = 2
  }

  /// The output that the message was written to.
  public var stream: Stream
  /// When the engine read the message; all pieces of a long line have the time of the first.
  public var timestamp: EngineTimestamp
  /// The message without its stamp, with its LF unless it is a piece that isn't a line's last. Valid only during the call
  /// that was passed the message.
  public var content: UnsafeRawBufferPointer

  /// Creates a message over the caller's memory.
  public init(stream: Stream, timestamp: EngineTimestamp, content: UnsafeRawBufferPointer) {
    self.stream = stream
    self.timestamp = timestamp
    self.content = content
  }
}

@available(*, unavailable)
extension LogMessage: Sendable {}
