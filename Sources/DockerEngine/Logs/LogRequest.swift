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
  /// The engine counts messages, not lines: a long line's pieces of 16,384 bytes are one each. It counts those
  /// of both outputs, also when one is asked for (Moby 20.10, json-file).
  public var tail: Int?

  /// Whether the messages of the other output are sent as well: ``tail`` counts them, sent or not, so that only
  /// with them a log can be told from its tail.
  public var includesOtherStream: Bool

  /// Creates a request.
  public init(stream: Stream = .stdout, follow: Bool, tail: Int? = nil, includesOtherStream: Bool = false) {
    self.stream = stream
    self.follow = follow
    self.tail = tail
    self.includesOtherStream = includesOtherStream
  }
}

extension LogRequest {
  /// The query's part that names the outputs.
  var outputs: String {
    let streams = includesOtherStream ? Stream.allCases : [stream]
    return streams.map { "\($0.rawValue)=1" }.joined(separator: "&")
  }
}
