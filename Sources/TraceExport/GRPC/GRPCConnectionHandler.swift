internal import NIOCore
internal import NIOHTTP2
internal import NIOTLS

/// Supervises a connection, behind its HTTP/2 handler.
///
/// One call at a time uses it. After an incomplete answer or any fault it is closed, so that no bad state remains.
final class GRPCConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame

  private let channel: any Channel
  private var call: GRPCCallHandler?
  /// Why the endpoint takes no more calls (GOAWAY).
  private(set) var retirement: HTTP2ErrorCode?
  /// Why the connection is closing; `nil` if it isn't, or the endpoint closed it.
  private(set) var fault: (any Error)?

  private let limit: GRPCInputLimit

  init(_ channel: any Channel, _ limit: GRPCInputLimit) {
    self.channel = channel
    self.limit = limit
  }

  /// Whether it takes a call. With TLS a closed connection stays active until TLS has shut down.
  var isReady: Bool { channel.isActive && fault == nil && retirement == nil && call == nil }

  /// Why a call gets no answer.
  var loss: any Error { fault ?? ConnectionFault.lost }

  /// - Throws: if the connection takes no calls.
  func begin(_ call: GRPCCallHandler) throws {
    guard isReady else { throw loss }
    self.call = call
    limit.reset()
  }

  /// - Parameter isComplete: whether the answer was.
  func end(isComplete: Bool) {
    call = nil
    if retirement != nil || !isComplete { close(ConnectionFault.lost) }
  }

  /// Closes the connection and fails its call.
  func close(_ reason: any Error) {
    // Later reasons follow from the first.
    guard fault == nil else { return }
    fault = reason
    call?.lose()
    channel.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .goAway(_, let code, _) = unwrapInboundIn(data).payload else { return }
    retirement = code
    if call == nil { close(ConnectionFault.lost) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted(let name) = event as? TLSUserEvent, name != "h2" {
      close(ConnectionFault.notHTTP2)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { close(error) }
}

/// Why a connection is of no use.
enum ConnectionFault: Error {
  /// The endpoint closed it without a reason.
  case lost
  /// The endpoint speaks TLS without HTTP/2.
  case notHTTP2
  /// The endpoint sends more than any answer has.
  case excessiveInput
}

/// Bounds the input from an endpoint. NIOHTTP2 bounds only some kinds of frames: WINDOW_UPDATE, unknown frames and
/// informational headers could go on indefinitely, even between calls.
final class GRPCInputLimit: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  /// The most bytes from the start of one call to that of the next.
  private static let limit = 1 << 20
  private var rest = GRPCInputLimit.limit

  func reset() { rest = Self.limit }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    rest -= unwrapInboundIn(data).readableBytes
    guard rest >= 0 else {
      context.fireErrorCaught(ConnectionFault.excessiveInput)
      return
    }
    context.fireChannelRead(data)
  }
}
