internal import NIOCore
internal import NIOHTTP1

/// Passes one request of a connection on and drops the rest; its answer says `Connection: close`. Hangs up on a client
/// that doesn't do so itself.
final class SingleRequest: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart

  /// An inbound event: the request is complete.
  enum Completion { case isComplete }

  private let limiter: ConnectionLimiter
  private let linger: TimeAmount
  private var isComplete = false

  /// - Parameter linger: how long the client may take to hang up.
  init(_ limiter: ConnectionLimiter, linger: TimeAmount) {
    self.limiter = limiter
    self.linger = linger
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isComplete else { return }
    context.fireChannelRead(data)
    guard case .end = unwrapInboundIn(data) else { return }
    isComplete = true
    limiter.note(.answering, of: context.channel)
    context.fireUserInboundEventTriggered(Completion.isComplete)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What follows the request need not be one.
    if !isComplete { context.fireErrorCaught(error) }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .end = unwrapOutboundIn(data) else {
      context.write(data, promise: promise)
      return
    }
    let written = promise ?? context.eventLoop.makePromise()
    let (channel, limiter, linger) = (context.channel, limiter, linger)
    written.futureResult.whenComplete { _ in
      limiter.note(.idle, of: channel)
      channel.eventLoop.scheduleTask(in: linger) { channel.close(promise: nil) }
    }
    context.write(data, promise: written)
  }
}
