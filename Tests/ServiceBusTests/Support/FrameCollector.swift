import NIOCore
import Synchronization

@testable import ServiceBus

/// Keeps what the peer at the other end of a channel sends.
final class FrameCollector: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer

  private struct State {
    var decoder = FrameDecoder()
    var frames: [Frame] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let onActive: @Sendable (any Channel) -> Void

  init(onActive: @escaping @Sendable (any Channel) -> Void = { _ in }) {
    self.onActive = onActive
  }

  /// The frames so far.
  var frames: [Frame] { state.withLock { $0.frames } }

  /// Whether the peer has closed the connection.
  var isClosed: Bool { state.withLock { $0.isClosed } }

  func channelActive(context: ChannelHandlerContext) {
    onActive(context.channel)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let piece = unwrapInboundIn(data)
    state.withLock { state in
      state.decoder.append(piece)
      while let frame = try? state.decoder.next() { state.frames.append(frame) }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    state.withLock { $0.isClosed = true }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
