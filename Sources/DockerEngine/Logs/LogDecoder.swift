/// Decodes the body of a log response into messages, however its bytes were cut on the way.
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
/// It does no I/O and waits for nothing. What it keeps between two calls is bounded: at most one frame that has
/// not come whole, or, for a container with a terminal, the stamp of the line it is in. After a call has
/// thrown, be it the decoder's own error or the closure's, the decoder is of no more use.
public struct LogDecoder {
  private let hasTTY: Bool
  private var frames: FrameDecoder
  private var terminal = TerminalDecoder()

  /// Creates a decoder.
  ///
  /// - Parameters:
  ///   - hasTTY: Whether the container has a terminal (``ContainerDetails/hasTTY``): the engine sends such a
  ///     log without frames, and all of it counts as standard output.
  ///   - maximumFrameLength: The longest frame that is believed, in bytes. The engine cuts lines at 16,384
  ///     bytes, so a longer frame is a broken stream; the limit is far above for drivers that cut later.
  public init(hasTTY: Bool, maximumFrameLength: Int = 4 << 20) {
    self.hasTTY = hasTTY
    self.frames = FrameDecoder(maximumFrameLength: maximumFrameLength)
  }

  /// How many messages have been seen, as the engine counts them for ``LogRequest/tail``: each has its stamp.
  ///
  /// Of a container with a terminal it may be fewer: where a run ended in an unfinished line, the first message of
  /// the next can't be told from it.
  public var messageCount: Int { self.hasTTY ? self.terminal.stampCount : self.frames.frameCount }

  /// Decodes the next bytes of the body.
  ///
  /// - Parameters:
  ///   - bytes: The bytes that follow those of the last call; any number, none too.
  ///   - body: Called with every message that is there, in order. Of a container with a terminal a line may
  ///     come in several messages with the same timestamp, the last of which ends in LF.
  /// - Throws: ``EngineError`` with code `protocolViolation` or `daemonError`, or what `body` throws.
  public mutating func decode(
    _ bytes: UnsafeRawBufferPointer,
    _ body: (LogMessage) throws -> Void
  ) throws {
    if self.hasTTY {
      try self.terminal.decode(bytes, body)
    } else {
      try self.frames.decode(bytes, body)
    }
  }

  /// Tells the decoder that the stream has ended, and properly so.
  ///
  /// - Parameter body: Called with what can only now be known to be content.
  /// - Throws: ``EngineError`` with code `protocolViolation` if something is incomplete, or what `body` throws.
  public mutating func finish(_ body: (LogMessage) throws -> Void) throws {
    if self.hasTTY {
      try self.terminal.finish(body)
    } else {
      try self.frames.finish()
    }
  }
}
