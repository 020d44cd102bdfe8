internal import NIOCore

/// Closes a connection after a while, whatever it does.
///
/// To whoever comes behind it the client has no more to say when its request is whole.
///
/// A connection with a stream gets more time each time that its client has taken something, and is closed when the client
/// has no more to say: nobody who reads a stream closes only their half.
final class ConnectionLifetime: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = Any
  typealias OutboundIn = Any

  /// Says that a connection has a stream, and how long it lasts from now on.
  struct Extension: Sendable {
    let time: TimeAmount
  }

  private let lifetime: TimeAmount
  private let crowd: ConnectionCrowd
  private var end: Scheduled<Void>?
  private var isStream = false
  private var isInputClosed = false

  /// - Parameters:
  ///   - lifetime: of a connection without a stream.
  ///   - crowd: is told of a stream.
  init(_ lifetime: TimeAmount, _ crowd: ConnectionCrowd) {
    self.lifetime = lifetime
    self.crowd = crowd
  }

  func handlerAdded(context: ChannelHandlerContext) {
    schedule(in: lifetime, context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    end?.cancel()
  }

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
    crowd.note(.streaming, of: context.channel)
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

@available(*, unavailable)
extension ConnectionLifetime: Sendable {}
