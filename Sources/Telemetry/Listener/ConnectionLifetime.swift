internal import NIOCore

/// Closes a connection after a while, whatever it does.
final class ConnectionLifetime: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Any

  private let lifetime: TimeAmount
  private var end: Scheduled<Void>?

  init(_ lifetime: TimeAmount) {
    self.lifetime = lifetime
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    end = context.eventLoop.scheduleTask(in: lifetime) { channel.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    end?.cancel()
  }
}

@available(*, unavailable)
extension ConnectionLifetime: Sendable {}
