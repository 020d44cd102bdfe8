internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// One GET request on its own connection, and the body of its answer: for endless answers, logs and events. The
/// connection lives as long as ``StreamConnector/withStream(_:_:_:)`` runs.
final class ResponseStream: Sendable {
  private let handler: NIOLoopBoundBox<ResponseStreamHandler>

  init(handler: NIOLoopBoundBox<ResponseStreamHandler>) { self.handler = handler }

  /// Waits for the head of the answer as its ``HeadWait`` says.
  ///
  /// - Returns: whether the head was received.
  /// - Throws: ``EngineError``, also for a status that is not 200; `CancellationError`.
  func open() async throws -> Bool {
    let handler = self.handler
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        handler.eventLoop.execute { handler.value.open(continuation) }
      }
    } onCancel: {
      self.cancel()
    }
  }

  /// The next bytes of the body, at least one; `nil` at its proper end.
  ///
  /// - Throws: ``EngineError``, after all bytes that came before the fault; `CancellationError`.
  func next() async throws -> ByteBuffer? {
    let handler = self.handler
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        handler.eventLoop.execute { handler.value.pull(continuation) }
      }
    } onCancel: {
      self.cancel()
    }
  }

  /// Closes the connection and waits until it is closed.
  func close() async {
    let handler = self.handler
    await withCheckedContinuation { continuation in
      handler.eventLoop.execute { handler.value.close(continuation) }
    }
  }

  private func cancel() {
    let handler = self.handler
    handler.eventLoop.execute { handler.value.end(CancellationError()) }
  }
}
