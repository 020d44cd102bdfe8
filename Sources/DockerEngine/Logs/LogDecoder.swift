/// Decodes the body of a log response into messages, wherever it was cut in transit.
///
/// Feed it every piece of the body in order, then call ``finish(_:)`` if the stream ended properly:
///
/// ```swift
/// var decoder = LogDecoder(hasTTY: details.hasTTY)
/// while let bytes = try await stream.next() {
///   try bytes.withUnsafeReadableBytes { bytes in
///     try decoder.decode(bytes) { message in … }
///   }
/// }
/// try decoder.finish { message in … }
/// ```
///
/// It does no I/O. Between calls it keeps at most one incomplete frame or, for a container with a terminal, the stamp of
/// the current line. Don't use it after a call has thrown.
public struct LogDecoder {
  private let hasTTY: Bool
  private var frames: FrameDecoder
  private var terminal = TerminalDecoder()

  /// Creates a decoder.
  ///
  /// - Parameters:
  ///   - hasTTY: Whether the container has a terminal (``ContainerDetails/hasTTY``): the engine sends such a log without
  ///     frames, all as standard output.
  ///   - maximumFrameLength: The longest valid frame, in bytes. The engine cuts lines at 16,384 bytes; the limit is far
  ///     above that for drivers that cut later.
  public init(hasTTY: Bool, maximumFrameLength: Int = 4 << 20) {
    self.hasTTY = hasTTY
    self.frames = FrameDecoder(maximumFrameLength: maximumFrameLength)
  }

  /// How many messages were decoded, counted as for ``LogRequest/tail``: one per stamp.
  ///
  /// With a terminal it may be fewer: the first message of a run can't be told from an unfinished line of the last run.
  public var messageCount: Int { self.hasTTY ? self.terminal.stampCount : self.frames.frameCount }

  /// Decodes the next bytes of the body.
  ///
  /// - Parameters:
  ///   - bytes: The bytes that follow those of the last call; may be empty.
  ///   - body: Called with each message in order. With a terminal, a line may come in several messages with the same
  ///     timestamp, the last of which ends in LF.
  /// - Throws: ``EngineError`` with code `protocolViolation` or `daemonError`, or what `body` throws.
  public mutating func decode(_ bytes: UnsafeRawBufferPointer, _ body: (LogMessage) throws -> Void) throws {
    if self.hasTTY {
      try self.terminal.decode(bytes, body)
    } else {
      try self.frames.decode(bytes, body)
    }
  }

  /// Ends decoding at the stream's proper end.
  ///
  /// - Parameter body: Called with bytes that are only now known to be content.
  /// - Throws: ``EngineError`` with code `protocolViolation` if something is incomplete, or what `body` throws.
  public mutating func finish(_ body: (LogMessage) throws -> Void) throws {
    if self.hasTTY {
      try self.terminal.finish(body)
    } else {
      try self.frames.finish()
    }
  }
}
