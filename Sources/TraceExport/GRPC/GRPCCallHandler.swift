internal import NIOCore
internal import NIOHTTP2

/// Makes one unary call over an HTTP/2 stream of its own.
final class GRPCCallHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let connection: GRPCConnectionHandler
  private let request: GRPCRequest
  private var reader: GRPCAnswerReader
  /// `nil` once it is completed.
  private var answer: EventLoopPromise<[UInt8]>?

  /// - Parameters:
  ///   - limit: the longest answer that is read, in bytes.
  ///   - answer: gets the answer's message, a ``GRPCStatus``, or why there is neither. It is always completed.
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
    // What follows the end of an answer is of no interest.
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
    default:
      break
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
    end(
      .failure(connection.fault ?? Self.status(of: error, connection.retirement) ?? error),
      isComplete: false
    )
  }

  /// The status for a stream that the endpoint ended, by itself or together with others.
  private static func status(of error: any Error, _ retirement: HTTP2ErrorCode?) -> GRPCStatus? {
    guard let error = error as? NIOHTTP2Errors.StreamClosed else { return nil }
    if let retirement { return GRPCStatus(.unavailable, "the endpoint goes away (\(retirement))") }
    return GRPCStatus(reset: error.errorCode)
  }

  func channelInactive(context: ChannelHandlerContext) {
    lose()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    lose()
  }

  /// The connection is no more.
  func lose() {
    end(.failure(connection.loss), isComplete: false)
  }

  private func end(_ result: Result<[UInt8], any Error>, isComplete: Bool) {
    guard let answer else { return }
    self.answer = nil
    connection.end(isComplete: isComplete)
    answer.completeWith(result)
  }
}
