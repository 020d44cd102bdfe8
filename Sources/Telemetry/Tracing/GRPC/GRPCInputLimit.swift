internal import NIOCore

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
