internal import HummingbirdCore
internal import NIOCore

/// A body sent piece by piece, for as long as the client reads it.
package protocol PageStream: Sendable {
  /// The next bytes; `nil` at the end. Asked again once the client, or a bounded buffer, has taken the last ones.
  ///
  /// A lost client is only noticed on writing, so no stream should be silent for longer than ``pause``; a comment does,
  /// if the format has any.
  func next() async -> [UInt8]?

  /// Ends the stream: ``next()`` returns `nil` from now on, also to a waiting caller. Called from any thread, perhaps
  /// more than once; must not block.
  func end()
}

extension PageStream {
  /// How long a stream may be silent.
  package static var pause: Duration { .seconds(15) }

  /// A response body that sends the stream until it ends, the client goes or stalls, or the task is cancelled.
  ///
  /// - Parameter stallTime: how long a client may take for what it is sent.
  func body(to channel: any Channel, stallTime: TimeAmount) -> ResponseBody {
    let more = ConnectionLifetime.Extension(time: stallTime)
    return ResponseBody { writer in
      channel.triggerUserOutboundEvent(more, promise: nil)
      channel.closeFuture.whenComplete { _ in end() }
      while let bytes = await withTaskCancellationHandler(operation: { await next() }, onCancel: { end() }) {
        try await writer.write(ByteBuffer(bytes: bytes))
        channel.triggerUserOutboundEvent(more, promise: nil)
      }
      if Task.isCancelled {
        // A client that doesn't read must not hold up the shutdown.
        channel.close(promise: nil)
      } else {
        try await writer.finish(nil)
      }
    }
  }
}
