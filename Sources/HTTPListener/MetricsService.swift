internal import Glibc
internal import HTTPTypes
internal import HummingbirdCore
public import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
public import ServiceLifecycle
public import StatusMetrics
internal import Synchronization

/// Tells over HTTP how a collector is doing.
///
/// ```swift
/// let metrics = try MetricsService(at: ListenAddress("127.0.0.1:9464"), logger: logger) {
///   await collector.status()
/// }
/// // … and then one service among others: try await metrics.run()
/// ```
///
/// | path | answer |
/// |---|---|
/// | `/metrics` | ``MetricsPage``, in OpenMetrics where the client asks for it |
/// | `/status` | ``StatusPage`` |
/// | `/readyz` | 200 where files can be written and the engine has listed its containers; otherwise 503 and why |
/// | `/healthz` | 200: the process answers |
///
/// Others can be mounted beside them: ``MountedPages``.
///
/// Only GET and HEAD are answered, one request a connection. Nothing that a client does costs more than a bounded number
/// of connections, each of which lasts a bounded time. The listener never ends the collector: once it listens,
/// whatever fails is logged and tried again.
public struct MetricsService: Service {
  /// How long to wait after a fault of the listener itself, such as no free descriptor.
  private static let faultPause = Duration.seconds(1)

  private let socket: ListeningSocket
  private let desk: StatusCoalescer
  private let limits: ListenerLimits
  private let mounted: (any MountedPages)?
  private let logger: Logger

  /// Listens; connections wait until the service runs.
  ///
  /// - Parameters:
  ///   - address: where. A UNIX socket gets mode 0660, and replaces one that nobody listens at.
  ///   - status: says how the collector is doing. It is asked once at a time, and only when somebody wants to know; where
  ///     it takes longer than two seconds, the answer is 503. It must come to an end: the service waits for it when it
  ///     is shut down.
  ///   - pages: what is answered beside the service's own pages.
  /// - Throws: ``ListenError``: nothing has happened.
  public init(
    at address: ListenAddress,
    mounting pages: (any MountedPages)? = nil,
    logger: Logger,
    status: @escaping @Sendable () async -> CollectorStatus
  ) throws(ListenError) {
    try self.init(at: address, limits: ListenerLimits(), mounting: pages, logger: logger, status: status)
  }

  init(
    at address: ListenAddress,
    limits: ListenerLimits,
    mounting pages: (any MountedPages)? = nil,
    logger: Logger,
    status: @escaping @Sendable () async -> CollectorStatus
  ) throws(ListenError) {
    socket = try ListeningSocket(address)
    desk = StatusCoalescer(status)
    self.limits = limits
    mounted = pages
    self.logger = logger
  }

  /// Where it listens; the port that was found where any was wanted.
  public var address: ListenAddress { socket.address }

  /// Answers until it is shut down gracefully or cancelled; then nobody listens any more.
  public func run() async throws {
    defer { socket.close() }
    logger.info("metrics at \(address)")
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask { await desk.run() }
        if let mounted { group.addTask { await mounted.run() } }
        while !Task.isCancelled {
          do {
            try await serve()
          } catch {
            guard !Task.isCancelled else { break }
            logger.error("the listener at \(address) begins anew: \(error)")
            try? await Task.sleep(for: Self.faultPause)
          }
        }
        group.cancelAll()
      }
    }
  }

  private func serve() async throws {
    guard let descriptor = socket.duplicate() else { throw ListenError(address, code: errno) }
    let crowd = ConnectionCrowd(limit: limits.connections, answerTime: limits.answerTime)
    let http = http(crowd)
    let server = try await bootstrap().bind(descriptor) { channel in
      http.setup(channel: channel, logger: logger).flatMapThrowing { client in
        // Nearer to the client than what the library has put there.
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        let single = SingleRequest(crowd, linger: limits.lingerTime)
        try pipeline.addHandlers([single, RequestTarget()], position: .after(decoder))
        crowd.admit(channel)
        return Connection(client)
      }
    }
    try await withThrowingDiscardingTaskGroup { group in
      // Where the listener ends, nobody waits for clients: not for those either that don't read their answer.
      defer { crowd.close() }
      try await server.executeThenClose { connections in
        for try await connection in connections {
          guard let client = connection.take() else { continue }
          group.addTask { await http.handle(value: client, logger: logger) }
        }
      }
      group.cancelAll()
    }
  }

  private func bootstrap() -> ServerBootstrap {
    ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: ListeningSocket.backlog)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
  }

  private func http(_ crowd: ConnectionCrowd) -> HTTP1Channel {
    let lifetime = limits.lifetime
    let pages = Pages(hosts: HostRule(address), desk: desk, statusTime: limits.statusTime, mounted: mounted)
    let streams = StreamSender(stallTime: limits.stallTime)
    return HTTP1Channel(
      responder: { request, writer, channel in
        let answer = await pages.answer(request.head)
        // Wherever it comes to nothing, it makes room for the next one.
        defer { answer.stream?.end() }
        if request.method == .head {
          try await writer.writeResponse(answer.head)
        } else if let stream = answer.stream {
          try await writer.write(response: answer.head, body: streams.body(of: stream, to: channel))
        } else {
          let body = ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
          try await writer.write(response: answer.head, body: body)
        }
      },
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: [ConnectionLifetime(lifetime, crowd)],
        idleTimeout: limits.headTime,
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: limits.fieldLength,
          maxHeaderListSize: limits.headLength,
          maxHeaderFieldCount: limits.fields
        )
      )
    )
  }
}

/// A connection that is set up, and waits to be taken.
///
/// NIO ends the program where a connection is set up and then dropped, and drops those itself whose setup ends after the
/// listening socket was closed. Such a connection is closed here.
final class Connection: Sendable {
  private let client: Mutex<HTTP1Channel.Value?>

  init(_ client: HTTP1Channel.Value) {
    self.client = Mutex(client)
  }

  /// The connection; `nil` where it has been taken. Whoever takes it closes it.
  func take() -> HTTP1Channel.Value? {
    client.withLock { client in
      defer { client = nil }
      return client
    }
  }

  deinit {
    guard let client = take() else { return }
    Task { try await client.executeThenClose { _, _ in } }
  }
}
