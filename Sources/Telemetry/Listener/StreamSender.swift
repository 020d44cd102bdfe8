internal import HummingbirdCore
internal import NIOCore

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
