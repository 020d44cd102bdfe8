internal import NIOCore
internal import NIOHTTP2
internal import NIOPosix
internal import NIOSSL

/// An HTTP/2 connection for one call at a time.
///
/// An endpoint's use of memory is bounded: the message by the caller's limit, a header block by 16 KiB and five
/// CONTINUATION frames, unread DATA by windows of 64 KiB, and all input from one call to the next by ``GRPCInputLimit``.
/// NIOHTTP2 treats floods of empty DATA, PING, SETTINGS or RST_STREAM frames as faults, and a fault closes the connection.
struct GRPCConnection: Sendable {
  private let channel: any Channel
  private let multiplexer: NIOHTTP2Handler.StreamMultiplexer
  private let handler: NIOLoopBound<GRPCConnectionHandler>

  /// Connects without waiting for the endpoint's first frame. Ends early if the task is cancelled.
  ///
  /// - Parameter tls: `nil` for cleartext HTTP/2 with prior knowledge.
  static func open(
    to endpoint: TracingEndpoint,
    tls: NIOSSLContext?,
    timeout: Duration
  ) async throws -> Self {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    // By channel, since several may be tried, and one that is lost at once no longer has its handlers.
    let made = NIOLoopBoundBox.makeBoxSendingValue([ObjectIdentifier: Self](), eventLoop: loop)
    let connecting = ClientBootstrap(group: loop)
      .connectTimeout(TimeAmount(timeout))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          made.value[ObjectIdentifier(channel)] = try Self(channel, endpoint, tls)
        }
      }
      .connect(host: endpoint.host, port: endpoint.port)
    let opened = loop.makePromise(of: Self.self)
    connecting.flatMapThrowing { channel in
      guard let connection = made.value[ObjectIdentifier(channel)] else { throw ConnectionFault.lost }
      return connection
    }.cascade(to: opened)
    return try await withTaskCancellationHandler {
      try await opened.futureResult.get()
    } onCancel: {
      // NIO can't cancel a connection attempt, but nobody has to wait for it.
      opened.fail(CancellationError())
      connecting.whenSuccess { $0.close(promise: nil) }
    }
  }

  private init(_ channel: any Channel, _ endpoint: TracingEndpoint, _ tls: NIOSSLContext?) throws {
    let pipeline = channel.pipeline.syncOperations
    if let tls {
      try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: endpoint.tlsServerName))
    }
    let limit = GRPCInputLimit()
    try pipeline.addHandler(limit)
    var configuration = NIOHTTP2Handler.ConnectionConfiguration()
    // grpc-go sends a PING for each DATA frame to measure the connection: far more than NIOHTTP2's 200 in 30 seconds.
    configuration.controlFrameRateLimit.maximumCount = 20_000
    configuration.controlFrameRateLimit.windowLength = .seconds(5)
    configuration.initialSettings.append(HTTP2Setting(parameter: .enablePush, value: 0))
    multiplexer = try pipeline.configureHTTP2Pipeline(
      mode: .client,
      connectionConfiguration: configuration,
      streamConfiguration: NIOHTTP2Handler.StreamConfiguration()
    ) { stream in
      stream.eventLoop.makeFailedFuture(ConnectionFault.lost)
    }
    let handler = GRPCConnectionHandler(channel, limit)
    try pipeline.addHandler(handler)
    self.channel = channel
    self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
  }

  /// Whether it takes a call.
  var isReady: Bool {
    get async { (try? await channel.eventLoop.submit { [handler] in handler.value.isReady }.get()) ?? false }
  }

  func close() { channel.eventLoop.execute { [handler] in handler.value.close(CancellationError()) } }

  /// Makes a call. An incomplete answer or cancellation closes the connection.
  ///
  /// - Parameter limit: the longest answer read, in bytes.
  /// - Returns: the message.
  /// - Throws: a ``GRPCStatus`` if the endpoint sent one, or another error.
  func call(_ request: GRPCRequest, limit: Int) async throws -> [UInt8] {
    let answer = channel.eventLoop.makePromise(of: [UInt8].self)
    let creating = multiplexer.createStreamChannel { [handler] stream in
      stream.eventLoop.makeCompletedFuture {
        let call = GRPCCallHandler(request, on: handler.value, limit: limit, answer: answer)
        try handler.value.begin(call)
        try stream.pipeline.syncOperations.addHandler(call)
      }
    }
    creating.whenFailure { [handler] _ in
      // NIO's own error doesn't say why the connection closed.
      answer.fail(handler.value.loss)
      handler.value.end(isComplete: false)
    }
    return try await withTaskCancellationHandler {
      let stream = try? await creating.get()
      // An endpoint may answer early; the rest of the request is not sent then.
      defer { stream?.close(promise: nil) }
      return try await answer.futureResult.get()
    } onCancel: {
      close()
    }
  }
}

extension TracingEndpoint {
  /// The name that its certificate must have; `nil` for an address, which NIOSSL looks for among the certificate's.
  var tlsServerName: String? { (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil }
}
