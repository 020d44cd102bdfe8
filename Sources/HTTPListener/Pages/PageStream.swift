internal import HummingbirdCore
internal import NIOCore

/// A body that comes bit by bit, for as long as somebody reads it.
public protocol PageStream: Sendable {
  /// The next bytes; `nil` when there are no more. It is asked again when the client has taken the last ones, or a
  /// buffer of bounded size has.
  ///
  /// Where a network has swallowed a client's end, only writing finds out: no stream should be silent for longer than
  /// ``pause``. A comment does, where the format has any.
  func next() async -> [UInt8]?

  /// Ends it: what waits in ``next()`` and what comes after gets `nil`. It is called from any thread, once or more often,
  /// and does not block.
  func end()
}

extension PageStream {
  /// How long a stream may be silent.
  public static var pause: Duration { .seconds(15) }
}

/// Sends streams to clients, each for as long as both last.
struct StreamSender: Sendable {
  /// How long a client may take for what it is sent.
  let stallTime: TimeAmount

  /// A body that is sent until the stream ends, the client goes or stalls, or the task is cancelled.
  func body(of stream: any PageStream, to channel: any Channel) -> ResponseBody {
    ResponseBody { writer in
      extend(channel)
      channel.closeFuture.whenComplete { _ in stream.end() }
      while let bytes = await withTaskCancellationHandler(
        operation: { await stream.next() },
        onCancel: { stream.end() }
      ) {
        try await writer.write(ByteBuffer(bytes: bytes))
        extend(channel)
      }
      if Task.isCancelled {
        // Whoever doesn't read would hold up the end of the process.
        channel.close(promise: nil)
      } else {
        try await writer.finish(nil)
      }
    }
  }

  private func extend(_ channel: any Channel) {
    channel.triggerUserOutboundEvent(ConnectionLifetime.Extension(time: stallTime), promise: nil)
  }
}
