public import NIOCore

/// The body of a log response: bytes for a ``LogDecoder``.
///
/// It has one consumer, which pulls: while nobody asks, nothing is read from the engine. A container that
/// writes faster than its log is read is not slowed down by that; the engine has the log on disk.
public struct LogStream {
  let response: ResponseStream

  /// The next bytes of the body, at least one and usually those of many messages.
  ///
  /// What has come is handed on when there are 64 KiB of it, or 2 ms after its first byte
  /// (``EngineClient/Configuration``).
  ///
  /// - Returns: `nil` when the log has ended properly: the container has stopped, or, without `follow`, all
  ///   was read.
  /// - Throws: ``EngineError``: `connectionLost` if the log was cut short, after all bytes that had come.
  ///   `CancellationError` if the task was cancelled.
  public mutating func next() async throws -> ByteBuffer? {
    try await self.response.next()
  }
}

@available(*, unavailable)
extension LogStream: Sendable {}
