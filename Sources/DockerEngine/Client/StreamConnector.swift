internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Makes the connections of log and event streams.
struct StreamConnector: Sendable {
  let endpoint: EngineEndpoint
  let group: any EventLoopGroup
  let tls: NIOSSLContext?
  let limits: EngineClient.Configuration
  let hostHeader: String

  /// Sends a GET request and runs `body` once the head of the answer says 200 or `wait` gives up on it, with the answer
  /// and whether there is a head. Closes the connection when this returns or throws.
  func withStream<Result>(
    _ path: String,
    _ wait: HeadWait,
    _ body: (ResponseStream, Bool) async throws -> Result
  ) async throws -> Result {
    let eventLoop = self.group.next()
    let handler = NIOLoopBoundBox.makeBoxSendingValue(
      ResponseStreamHandler(
        path: path,
        wait: wait,
        hostHeader: self.hostHeader,
        endpoint: self.endpoint,
        limits: self.limits
      ),
      eventLoop: eventLoop
    )
    let endpoint = self.endpoint
    self.connect(on: eventLoop, handler).whenFailure { error in
      handler.value.end(EngineError(transport: error, endpoint: endpoint))
    }
    let stream = ResponseStream(handler: handler)
    do {
      let hasHead = try await stream.open()
      let result = try await body(stream, hasHead)
      await stream.close()
      return result
    } catch {
      await stream.close()
      throw error
    }
  }

  private func connect(
    on eventLoop: any EventLoop,
    _ handler: NIOLoopBoundBox<ResponseStreamHandler>
  ) -> EventLoopFuture<any Channel> {
    let tls = self.tls
    let endpoint = self.endpoint
    let bootstrap = ClientBootstrap(group: eventLoop)
      .connectTimeout(TimeAmount(self.limits.connectTimeout))
      .channelOption(.autoRead, value: false)
      .channelOption(.maxMessagesPerRead, value: 1)
      .channelOption(
        .recvAllocator,
        value: ResponseStreamHandler.readAllocator(maximum: self.limits.readLength)
      )
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let tls {
            try pipeline.addHandler(
              NIOSSLClientHandler(context: tls, serverHostname: endpoint.tlsServerName),
              name: ResponseStreamHandler.tlsHandlerName
            )
          }
          try pipeline.addHTTPClientHandlers()
          try pipeline.addHandler(handler.value)
        }
      }
    switch self.endpoint.address {
    case .unix(let path): return bootstrap.connect(unixDomainSocketPath: path)
    case .tcp(let host, let port): return Self.keepingAlive(bootstrap).connect(host: host, port: port)
    }
  }

  /// A log stream can be silent for days; these probes notice within about a minute that the engine's machine is gone.
  private static func keepingAlive(_ bootstrap: ClientBootstrap) -> ClientBootstrap {
    bootstrap
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .channelOption(.tcpOption(NIOBSDSocket.Option(rawValue: TCP_KEEPIDLE)), value: 30)
      .channelOption(.tcpOption(NIOBSDSocket.Option(rawValue: TCP_KEEPINTVL)), value: 10)
      .channelOption(.tcpOption(NIOBSDSocket.Option(rawValue: TCP_KEEPCNT)), value: 3)
  }
}

extension EngineEndpoint {
  /// The name that the engine's certificate must have; `nil` for a literal address, which NIOSSL looks for among the
  /// certificate's addresses.
  var tlsServerName: String? {
    guard case .tcp(let host, _) = self.address else { return nil }
    return (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
  }
}

/// How long to wait for the head of a stream's answer.
enum HeadWait: Sendable, Hashable {
  /// Without a head by then, the stream fails with ``EngineError/Code-swift.struct/timedOut``.
  case required(within: Duration)
  /// Without a head by then, the stream begins anyway: some engines and proxies hold the head back until there is a body
  /// to send.
  case optional(within: Duration)

  var patience: Duration {
    switch self {
    case .required(let time), .optional(let time): time
    }
  }
}
