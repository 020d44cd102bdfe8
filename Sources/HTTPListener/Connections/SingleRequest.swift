internal import NIOCore
internal import NIOHTTP1

/// Lets one request of a connection through, and none of those behind it: its answer says `Connection: close`.
///
/// A client that doesn't hang up after its answer is hung up on.
final class SingleRequest: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart

  /// Says that the request is whole, and that no other one will be let through.
  enum Completion { case isWhole }

  private let crowd: ConnectionCrowd
  private let linger: TimeAmount
  private var isComplete = false

  /// - Parameters:
  ///   - crowd: is told what the connection is about.
  ///   - linger: how long the client may take to hang up.
  init(_ crowd: ConnectionCrowd, linger: TimeAmount) {
    self.crowd = crowd
    self.linger = linger
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isComplete else { return }
    context.fireChannelRead(data)
    guard case .end = unwrapInboundIn(data) else { return }
    isComplete = true
    crowd.note(.answering, of: context.channel)
    context.fireUserInboundEventTriggered(Completion.isWhole)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What is no request behind the one that is answered is nothing to complain of.
    if !isComplete { context.fireErrorCaught(error) }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .end = unwrapOutboundIn(data) else {
      context.write(data, promise: promise)
      return
    }
    let written = promise ?? context.eventLoop.makePromise()
    let (channel, crowd, linger) = (context.channel, crowd, linger)
    written.futureResult.whenComplete { _ in
      crowd.note(.idle, of: channel)
      channel.eventLoop.scheduleTask(in: linger) { channel.close(promise: nil) }
    }
    context.write(data, promise: written)
  }
}

@available(*, unavailable)
extension SingleRequest: Sendable {}
