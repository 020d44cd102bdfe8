import NIOCore
import NIOPosix
import Synchronization

@testable import TraceExport

/// An endpoint that says what bytes it is given, whatever HTTP/2 has to say about them.
final class RawEndpoint: Sendable {
  /// How it behaves.
  struct Script: Sendable {
    /// Said to each connection at once.
    var greeting: [UInt8] = HTTP2Bytes.settings
    /// Said to each request.
    var answer: @Sendable (_ stream: Int) -> [UInt8] = { _ in [] }
    /// Said again and again after that.
    var flood: (@Sendable (_ stream: Int) -> [UInt8])?
    /// Whether it closes a connection when it has said all.
    var closes = false
    /// Whether it answers a request as soon as it has its headers, and not only when it is complete.
    var isEarly = false
    /// Whether it needs no request to go on after its greeting.
    var isImpatient = false
  }

  private let script: Script
  private let opened = Atomic<Int>(0)
  private let closed = Atomic<Int>(0)

  private init(_ script: Script) {
    self.script = script
  }

  /// How many connections there were.
  var connections: Int { opened.load(ordering: .relaxed) }
  /// How many of them are over.
  var ended: Int { closed.load(ordering: .relaxed) }

  /// Runs an endpoint while `body` runs.
  static func with(_ script: Script, _ body: (RawEndpoint, TracingEndpoint) async throws -> Void) async throws
  {
    let endpoint = RawEndpoint(script)
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Handler(endpoint))
        }
      }
      .bind(host: "127.0.0.1", port: 0)
      .get()
    let port = server.localAddress?.port ?? 0
    do {
      try await body(endpoint, TracingEndpoint(host: "127.0.0.1", port: port, transport: .grpc))
    } catch {
      try await server.close()
      throw error
    }
    try await server.close()
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let endpoint: RawEndpoint
    private var script: Script { endpoint.script }
    private var input = ByteBuffer()
    private var isBehindPreface = false

    init(_ endpoint: RawEndpoint) {
      self.endpoint = endpoint
    }

    func channelActive(context: ChannelHandlerContext) {
      endpoint.opened.add(1, ordering: .relaxed)
      say(script.greeting, context)
      if script.isImpatient { answer(1, context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
      endpoint.closed.add(1, ordering: .relaxed)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      input.writeImmutableBuffer(unwrapInboundIn(data))
      if !isBehindPreface {
        guard input.readBytes(length: HTTP2Bytes.preface.count) != nil else { return }
        isBehindPreface = true
      }
      while let head = input.getBytes(at: input.readerIndex, length: 9) {
        let length = head[0..<3].reduce(0) { $0 << 8 | Int($1) }
        guard input.readBytes(length: 9 + length) != nil else { return }
        let isDue = script.isEarly ? head[3] == 1 : head[3] == 0 && head[4] & 1 == 1
        if isDue { answer(head[5..<9].reduce(0) { $0 << 8 | Int($1) }, context) }
      }
    }

    private func answer(_ stream: Int, _ context: ChannelHandlerContext) {
      say(script.answer(stream), context)
      if let flood = script.flood { say(flood(stream), again: true, context) }
      if script.closes { context.close(promise: nil) }
    }

    private func say(_ bytes: [UInt8], again: Bool = false, _ context: ChannelHandlerContext) {
      guard context.channel.isActive else { return }
      let written = context.eventLoop.makePromise(of: Void.self)
      written.futureResult.assumeIsolated().whenSuccess {
        if again { self.say(bytes, again: true, context) }
      }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: written)
    }
  }
}
