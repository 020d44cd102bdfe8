public import DockerEngine
import Glibc
import NIOCore
import NIOPosix
import Synchronization
import TestSupport

/// A server that answers requests with bytes that no real engine sends, or not when a test wants them.
public final class FakeEngine: Sendable {
  /// What becomes of the connection after the answer.
  public enum Ending: Sendable {
    case staysOpen
    case closes
  }

  /// What a request gets.
  public struct Answer: Sendable {
    /// The bytes of the answer.
    public var bytes: [UInt8]
    /// What becomes of the connection after them.
    public var ending: Ending
    /// How long they let wait for themselves.
    public var delay: Duration
    /// Bytes that follow when a test sends them.
    public var later: AsyncStream<[UInt8]>?

    /// An answer.
    public init(
      _ bytes: [UInt8],
      _ ending: Ending = .staysOpen,
      after delay: Duration = .zero,
      later: AsyncStream<[UInt8]>? = nil
    ) {
      self.bytes = bytes
      self.ending = ending
      self.delay = delay
      self.later = later
    }
  }

  /// The server's address.
  public let endpoint: EngineEndpoint
  private let requestTexts = Mutex<[String]>([])
  private let closedConnections = Mutex<Int>(0)

  private init(path: String) {
    self.endpoint = EngineEndpoint(address: .unix(path: path))
  }

  /// The requests so far, each from its first byte to the blank line.
  public var requests: [String] { self.requestTexts.withLock { $0 } }

  /// How many connections clients have closed so far.
  public var closed: Int { self.closedConnections.withLock { $0 } }

  /// Runs `body` while the server listens, and gives the same answer to everything.
  public static func run<Result>(
    _ answer: [UInt8],
    _ ending: Ending,
    _ body: (FakeEngine) async throws -> Result
  ) async throws -> Result {
    try await run({ _ in Answer(answer, ending) }, body)
  }

  /// Runs `body` while the server listens.
  ///
  /// - Parameter answer: told the path of a request, with its query.
  public static func run<Result>(
    _ answer: @escaping @Sendable (String) -> Answer,
    _ body: (FakeEngine) async throws -> Result
  ) async throws -> Result {
    let path = ScratchDirectory.unusedPath()
    let engine = FakeEngine(path: path)
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            Handler(engine: engine, answer: answer)
          )
        }
      }
      .bind(unixDomainSocketPath: path)
      .get()
    do {
      let result = try await body(engine)
      try await server.close()
      unlink(path)
      return result
    } catch {
      try? await server.close()
      unlink(path)
      throw error
    }
  }

  /// A response with a body of known length.
  public static func response(status: String = "200 OK", _ body: String) -> [UInt8] {
    Array("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
  }

  /// A response with a chunk for every element, and the last chunk if it ends.
  public static func chunked(_ chunks: [[UInt8]], ends: Bool) -> [UInt8] {
    Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8) + chunks.flatMap(chunk)
      + (ends ? Array("0\r\n\r\n".utf8) : [])
  }

  /// One chunk of a response.
  public static func chunk(_ bytes: [UInt8]) -> [UInt8] {
    Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
  }
}

extension FakeEngine {
  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let engine: FakeEngine
    private let answer: @Sendable (String) -> Answer
    private var request = ""

    init(engine: FakeEngine, answer: @escaping @Sendable (String) -> Answer) {
      self.engine = engine
      self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      self.request += String(buffer: self.unwrapInboundIn(data))
      guard self.request.hasSuffix("\r\n\r\n") else { return }
      self.engine.requestTexts.withLock { $0.append(self.request) }
      let words = self.request.split(separator: " ")
      let answer = self.answer(words.count > 1 ? String(words[1]) : "")
      self.request = ""
      guard answer.delay > .zero else { return Self.send(answer, to: context.channel) }
      let channel = context.channel
      context.eventLoop.scheduleTask(in: TimeAmount(answer.delay)) { Self.send(answer, to: channel) }
    }

    private static func send(_ answer: Answer, to channel: any Channel) {
      let written = channel.eventLoop.makePromise(of: Void.self)
      channel.writeAndFlush(ByteBuffer(bytes: answer.bytes), promise: written)
      if answer.ending == .closes {
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
      }
      guard let later = answer.later else { return }
      Task { for await bytes in later { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) } }
    }

    func channelInactive(context: ChannelHandlerContext) {
      self.engine.closedConnections.withLock { $0 += 1 }
    }
  }
}
