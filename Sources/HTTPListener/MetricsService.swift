internal import Glibc
internal import HTTPTypes
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import ServiceLifecycle
package import StatusMetrics
internal import Synchronization

/// Serves a collector's status over HTTP.
///
/// ```swift
/// let metrics = try MetricsService(at: ListenAddress("127.0.0.1:9464"), logger: logger) {
///   await collector.status()
/// }
/// try await metrics.run()  // one service among others
/// ```
///
/// | path | answer |
/// |---|---|
/// | `/metrics` | `MetricsPage`, in OpenMetrics if the client asks for it |
/// | `/status` | `StatusPage` |
/// | `/readyz` | 200 if files can be written and the engine has listed its containers; otherwise 503 and why |
/// | `/healthz` | 200: the process answers |
///
/// ``MountedPages`` add others.
///
/// Only GET and HEAD are answered, one request a connection. The number of connections and the time of each are
/// bounded. The listener never ends the collector: once it listens, failures are logged and it is started again.
package struct MetricsService: Service {
  /// The pause after a fault of the listener itself, such as no free descriptor.
  private static let faultPause = Duration.seconds(1)

  private let socket: ListeningSocket
  private let coalescer: StatusCoalescer
  private let mounted: (any MountedPages)?
  private let logger: Logger
  var limits = ListenerLimits()

  /// Listens; connections wait until the service runs.
  ///
  /// - Parameters:
  ///   - address: a UNIX socket gets mode 0660, and replaces one at which nobody listens.
  ///   - pages: served beside the service's own.
  ///   - status: reports the collector's status. It is called only on request, once at a time; if it takes
  ///     longer than two seconds, the answer is 503. It must return: a shutdown waits for it.
  /// - Throws: ``ListenError``: nothing has happened.
  package init(
    at address: ListenAddress,
    mounting pages: (any MountedPages)? = nil,
    logger: Logger,
    status: @escaping @Sendable () async -> CollectorStatus
  ) throws(ListenError) {
    socket = try ListeningSocket(address)
    coalescer = StatusCoalescer(status)
    mounted = pages
    self.logger = logger
  }

  /// The address, with the actual port if port 0 was asked for.
  package var address: ListenAddress { socket.address }

  /// Serves until it is shut down gracefully or cancelled; then the socket is closed.
  package func run() async throws {
    defer { socket.close() }
    logger.info("metrics at \(address)")
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask { await coalescer.run() }
        if let mounted { group.addTask { await mounted.run() } }
        while !Task.isCancelled {
          do {
            try await serve()
          } catch {
            guard !Task.isCancelled else { break }
            logger.error("the listener at \(address) failed and is restarted: \(error)")
            try? await Task.sleep(for: Self.faultPause)
          }
        }
        group.cancelAll()
      }
    }
  }

  private func serve() async throws {
    guard let descriptor = socket.duplicate() else { throw ListenError(address, code: errno) }
    let limiter = ConnectionLimiter(limits)
    let http = http(limiter)
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: ListeningSocket.backlog)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .bind(descriptor) { channel in
        http.setup(channel: channel, logger: logger).flatMapThrowing { client in
          // Before the library's own handlers.
          let pipeline = channel.pipeline.syncOperations
          let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
          let single = SingleRequest(limiter, linger: limits.lingerTime)
          try pipeline.addHandlers([single, RequestTarget()], position: .after(decoder))
          limiter.admit(channel)
          return Connection(client)
        }
      }
    try await withThrowingDiscardingTaskGroup { group in
      // When the listener ends, nobody waits for clients that don't read their answer.
      defer { limiter.close() }
      try await server.executeThenClose { connections in
        for try await connection in connections {
          guard let client = connection.take() else { continue }
          group.addTask { await http.handle(value: client, logger: logger) }
        }
      }
      group.cancelAll()
    }
  }

  private func http(_ limiter: ConnectionLimiter) -> HTTP1Channel {
    let (lifetime, stallTime) = (limits.lifetime, limits.stallTime)
    let pages = Pages(
      hosts: HostRule(address),
      coalescer: coalescer,
      statusTime: limits.statusTime,
      mounted: mounted
    )
    return HTTP1Channel(
      responder: { request, writer, channel in
        let answer = await pages.answer(request.head)
        // Also if the stream is never sent.
        defer { answer.stream?.end() }
        if request.method == .head {
          try await writer.writeResponse(answer.head)
        } else {
          let body =
            answer.stream?.body(to: channel, stallTime: stallTime)
            ?? ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
          try await writer.write(response: answer.head, body: body)
        }
      },
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: [ConnectionLifetime(lifetime, limiter)],
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

/// An accepted connection that nobody has taken yet.
///
/// NIO traps if such a connection is dropped, and drops those itself whose setup ends after the listening socket was
/// closed. This closes them instead.
private final class Connection: Sendable {
  private let client: Mutex<HTTP1Channel.Value?>

  init(_ client: HTTP1Channel.Value) { self.client = Mutex(client) }

  /// The connection, for the caller to close; `nil` if it has been taken.
  func take() -> HTTP1Channel.Value? { client.withLock { $0.take() } }

  deinit {
    guard let client = take() else { return }
    Task { try await client.executeThenClose { _, _ in } }
  }
}
