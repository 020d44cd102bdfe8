internal import NIOCore
internal import NIOHTTP2
internal import NIOTLS

/// Watches over a connection, behind its HTTP/2 handler.
///
/// One call at a time goes over it. After anything that is not a whole answer, and after any fault, it is closed, so that
/// nothing is left of what an endpoint did wrong.
final class GRPCConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame

  private let channel: any Channel
  /// The call that is on its way.
  private var call: GRPCCallHandler?
  /// Why the endpoint wants no more calls (GOAWAY).
  private(set) var retirement: HTTP2ErrorCode?
  /// Why the connection is closed, or about to be, where there is a reason.
  private(set) var fault: (any Error)?

  private let limit: GRPCInputLimit

  init(_ channel: any Channel, _ limit: GRPCInputLimit) {
    self.channel = channel
    self.limit = limit
  }

  /// Whether it takes a call. With TLS a connection that is closed stays active for a while, to say goodbye.
  var isReady: Bool { channel.isActive && fault == nil && retirement == nil && call == nil }

  /// Why a call gets no answer any more.
  var loss: any Error { fault ?? ConnectionLost() }

  /// - Throws: where the connection takes no calls.
  func begin(_ call: GRPCCallHandler) throws {
    guard isReady else { throw loss }
    self.call = call
    limit.reset()
  }

  /// The call has ended.
  ///
  /// - Parameter isComplete: whether its answer was there to the end.
  func end(isComplete: Bool) {
    call = nil
    if retirement != nil || !isComplete { close(ConnectionLost()) }
  }

  /// Closes the connection, and ends its call at once.
  func close(_ reason: any Error) {
    // The first reason is the cause of those that follow.
    guard fault == nil else { return }
    fault = reason
    call?.lose()
    channel.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .goAway(_, let code, _) = unwrapInboundIn(data).payload else { return }
    retirement = code
    if call == nil { close(ConnectionLost()) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted(let name) = event as? TLSUserEvent, name != "h2" { close(NotHTTP2()) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    close(error)
  }
}

/// The endpoint closed the connection, and said nothing.
struct ConnectionLost: Error {}

/// The endpoint has TLS, but no HTTP/2 over it.
struct NotHTTP2: Error {}

/// Counts what an endpoint says. NIOHTTP2 bounds some kinds of frames: WINDOW_UPDATE, unknown ones and headers before an
/// answer's may come for ever, also while there is no call.
final class GRPCInputLimit: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  /// The most bytes from one call's beginning to the next one's.
  private static let limit = 1 << 20
  private var rest = GRPCInputLimit.limit

  /// A call begins.
  func reset() { rest = Self.limit }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    rest -= unwrapInboundIn(data).readableBytes
    guard rest >= 0 else {
      context.fireErrorCaught(ExcessiveInput())
      return
    }
    context.fireChannelRead(data)
  }
}

/// The endpoint says more than any answer can have.
struct ExcessiveInput: Error {}
