public import NIOCore

/// The body of a log response: bytes for a ``LogDecoder``.
///
/// Its one consumer pulls: nothing is read from the engine in between. That doesn't slow the container down, since the
/// engine has the log on disk.
public struct LogStream {
  let response: ResponseStream

  /// The next bytes of the body, at least one and usually those of many messages, batched as
  /// ``EngineClient/Configuration`` says.
  ///
  /// - Returns: `nil` at the log's proper end: the container has stopped or, without `follow`, all was read.
  /// - Throws: ``EngineError``: `connectionLost` if the log was cut short, after all bytes received before;
  ///   `CancellationError`.
  public mutating func next() async throws -> ByteBuffer? { try await self.response.next() }
}

@available(*, unavailable)
extension LogStream: Sendable {}
