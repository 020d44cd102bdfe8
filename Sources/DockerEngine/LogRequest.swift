/// Which part of a container's log to read.
public struct LogRequest: Sendable, Hashable {
  /// One of a container's two outputs. A container with a terminal has only `stdout`.
  public enum Stream: String, Sendable, Hashable, CaseIterable {
    /// Standard output.
    case stdout

    /// Standard error.
    case stderr
  }

  /// The output to read: one a stream, because the engine keeps no order between the two.
  public var stream: Stream

  /// Whether the stream stays open for what the container is yet to write. It ends when the container does.
  public var follow: Bool

  /// How many of the last messages to begin with; `nil` means all.
  ///
  /// The engine counts messages, not lines: a long line's pieces of 16,384 bytes are one each.
  public var tail: Int?

  /// Creates a request.
  public init(stream: Stream = .stdout, follow: Bool, tail: Int? = nil) {
    self.stream = stream
    self.follow = follow
    self.tail = tail
  }
}
