internal import NIOCore
internal import NIOHTTP2

/// Makes one unary call on its own HTTP/2 stream.
final class GRPCCallHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let connection: GRPCConnectionHandler
  private let request: GRPCRequest
  private var reader: GRPCAnswerReader
  /// `nil` once it is completed.
  private var answer: EventLoopPromise<[UInt8]>?

  /// - Parameters:
  ///   - limit: the longest answer read, in bytes.
  ///   - answer: always completed, with the message, a ``GRPCStatus`` or another error.
  init(
    _ request: GRPCRequest,
    on connection: GRPCConnectionHandler,
    limit: Int,
    answer: EventLoopPromise<[UInt8]>
  ) {
    self.connection = connection
    self.request = request
    self.answer = answer
    reader = GRPCAnswerReader(limit: limit)
  }

  func channelActive(context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(.headers(.init(headers: request.headers))), promise: nil)
    context.writeAndFlush(
      wrapOutboundOut(.data(.init(data: .byteBuffer(request.body), endStream: true))),
      promise: nil
    )
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard answer != nil else { return }
    switch unwrapInboundIn(data) {
    case .headers(let part):
      read(isLast: part.endStream) { try $0.read(part.headers, isLast: part.endStream) }
    case .data(let part):
      guard case .byteBuffer(let buffer) = part.data else { return }
      read(isLast: part.endStream) {
        try $0.read(buffer.readableBytesView, isLast: part.endStream)
        return nil
      }
    default: break
    }
  }

  private func read(isLast: Bool, _ body: (inout GRPCAnswerReader) throws -> [UInt8]?) {
    do {
      guard let message = try body(&reader) else { return }
      end(.success(message), isComplete: isLast)
    } catch {
      end(.failure(error), isComplete: isLast)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let cause = connection.fault ?? Self.status(of: error, connection.retirement) ?? error
    end(.failure(cause), isComplete: false)
  }

  /// The status of a stream that the endpoint reset, alone or with the connection.
  private static func status(of error: any Error, _ retirement: HTTP2ErrorCode?) -> GRPCStatus? {
    guard let error = error as? NIOHTTP2Errors.StreamClosed else { return nil }
    if let retirement { return GRPCStatus(.unavailable, "the endpoint goes away (\(retirement))") }
    return GRPCStatus(reset: error.errorCode)
  }

  func channelInactive(context: ChannelHandlerContext) {
    lose()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { lose() }

  func lose() { end(.failure(connection.loss), isComplete: false) }

  private func end(_ result: Result<[UInt8], any Error>, isComplete: Bool) {
    guard let answer else { return }
    self.answer = nil
    connection.end(isComplete: isComplete)
    answer.completeWith(result)
  }
}
