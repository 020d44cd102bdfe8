internal import NIOCore

/// Closes a connection when its time is up, whatever it does.
///
/// Once the request is complete, the handlers behind see the client's input as closed. Whenever the client has taken
/// part of a stream, the connection gets more time. A stream also ends when the client closes its half: nobody who
/// reads a stream does only that.
final class ConnectionLifetime: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = Any
  typealias OutboundIn = Any

  /// An outbound event: the connection streams, and lasts for `time` from now on.
  struct Extension: Sendable {
    let time: TimeAmount
  }

  private let lifetime: TimeAmount
  private let limiter: ConnectionLimiter
  private var end: Scheduled<Void>?
  private var isStream = false
  private var isInputClosed = false

  /// - Parameter lifetime: of a connection that doesn't stream.
  init(_ lifetime: TimeAmount, _ limiter: ConnectionLimiter) {
    self.lifetime = lifetime
    self.limiter = limiter
  }

  func handlerAdded(context: ChannelHandlerContext) { schedule(in: lifetime, context) }

  func handlerRemoved(context: ChannelHandlerContext) { end?.cancel() }

  func triggerUserOutboundEvent(
    context: ChannelHandlerContext,
    event: Any,
    promise: EventLoopPromise<Void>?
  ) {
    guard let event = event as? Extension else {
      context.triggerUserOutboundEvent(event, promise: promise)
      return
    }
    isStream = true
    limiter.note(.streaming, of: context.channel)
    end?.cancel()
    schedule(in: event.time, context)
    promise?.succeed()
    if isInputClosed { context.close(promise: nil) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is SingleRequest.Completion {
      context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
      return
    }
    if event as? ChannelEvent == .inputClosed {
      isInputClosed = true
      if isStream { context.close(promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  private func schedule(in time: TimeAmount, _ context: ChannelHandlerContext) {
    let channel = context.channel
    end = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
  }
}
