/// Which part of a container's log to read.
public struct LogRequest: Sendable, Hashable {
  /// One of a container's two outputs. A container with a terminal has only `stdout`.
  public enum Stream: String, Sendable, Hashable, CaseIterable {
    /// Standard output.
    case stdout
    /// Standard error.
    case stderr
  }

  /// The output to read; only one, because the engine keeps no order between the two.
  public var stream: Stream
  /// Whether the stream stays open for further output, until the container stops.
  public var follow: Bool
  /// How many of the last messages to start with; `nil` means all.
  ///
  /// The engine counts messages, not lines: each 16,384-byte piece of a long line is one. It counts both outputs even if
  /// only one is requested (Moby 20.10, json-file).
  public var tail: Int?
  /// Whether to send the other output as well. ``tail`` counts it either way, so only then can the reader tell a
  /// complete log from its tail.
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
  /// The query parameters for the outputs.
  var outputs: String {
    let streams = includesOtherStream ? Stream.allCases : [stream]
    return streams.map { "\($0.rawValue)=1" }.joined(separator: "&")
  }
}
