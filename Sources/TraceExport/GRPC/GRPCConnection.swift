internal import NIOCore
internal import NIOHTTP2
internal import NIOPosix
internal import NIOSSL

/// An HTTP/2 connection that takes one call at a time.
///
/// What an endpoint can make it hold is bounded: an answer's message by the caller's limit; a block of headers by
/// 16 KiB and five CONTINUATION frames; DATA frames that nobody has read by windows of 64 KiB; all that it says from one
/// call to the next by ``GRPCInputLimit``. Floods of empty DATA, PING, SETTINGS or RST_STREAM frames are faults to NIOHTTP2,
/// and any fault closes the connection.
struct GRPCConnection: Sendable {
  private let channel: any Channel
  private let multiplexer: NIOHTTP2Handler.StreamMultiplexer
  private let handler: NIOLoopBound<GRPCConnectionHandler>

  /// Connects, without waiting for the endpoint to say anything. Ends early when the task is cancelled.
  ///
  /// - Parameter tls: `nil` for a connection without TLS, which is HTTP/2 from its first byte ("prior knowledge").
  /// - Throws: why there is no connection.
  static func open(
    to endpoint: TracingEndpoint,
    tls: NIOSSLContext?,
    timeout: Duration
  ) async throws -> Self {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    // By channel, since several may be tried: one that is lost at once has no handlers any more to ask.
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
      guard let connection = made.value[ObjectIdentifier(channel)] else { throw ConnectionLost() }
      return connection
    }.cascade(to: opened)
    return try await withTaskCancellationHandler {
      try await opened.futureResult.get()
    } onCancel: {
      // NIO can't give up an attempt to connect; nobody has to wait for it, though.
      opened.fail(CancellationError())
      connecting.whenSuccess { $0.close(promise: nil) }
    }
  }

  /// Makes a new channel a connection.
  private init(_ channel: any Channel, _ endpoint: TracingEndpoint, _ tls: NIOSSLContext?) throws {
    let pipeline = channel.pipeline.syncOperations
    if let tls {
      try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: endpoint.tlsServerName))
    }
    let limit = GRPCInputLimit()
    try pipeline.addHandler(limit)
    var configuration = NIOHTTP2Handler.ConnectionConfiguration()
    // grpc-go sends a PING whenever DATA arrives, to measure the connection: far more than NIOHTTP2's 200 in 30 seconds.
    configuration.controlFrameRateLimit.maximumCount = 20_000
    configuration.controlFrameRateLimit.windowLength = .seconds(5)
    configuration.initialSettings.append(HTTP2Setting(parameter: .enablePush, value: 0))
    multiplexer = try pipeline.configureHTTP2Pipeline(
      mode: .client,
      connectionConfiguration: configuration,
      streamConfiguration: NIOHTTP2Handler.StreamConfiguration()
    ) { stream in
      stream.eventLoop.makeFailedFuture(ConnectionLost())
    }
    let handler = GRPCConnectionHandler(channel, limit)
    try pipeline.addHandler(handler)
    self.channel = channel
    self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
  }

  /// Whether it takes a call.
  var isReady: Bool {
    get async {
      (try? await channel.eventLoop.submit { [handler] in handler.value.isReady }.get()) ?? false
    }
  }

  /// Closes it. A call that is on its way fails.
  func close() {
    channel.eventLoop.execute { [handler] in handler.value.close(CancellationError()) }
  }

  /// Makes a call. Where its answer doesn't come to its end, or the task is cancelled before, the connection is closed.
  ///
  /// - Parameter limit: the longest answer that is read, in bytes.
  /// - Returns: the answer's message.
  /// - Throws: a ``GRPCStatus`` where the endpoint gave one, and else what went wrong.
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
      // What NIO says of a connection that is closed is not why it is.
      answer.fail(handler.value.loss)
      handler.value.end(isComplete: false)
    }
    return try await withTaskCancellationHandler {
      let stream = try? await creating.get()
      // An endpoint may answer before it has the whole request; the rest is not sent then.
      defer { stream?.close(promise: nil) }
      return try await answer.futureResult.get()
    } onCancel: {
      close()
    }
  }
}

extension TracingEndpoint {
  /// The name that its certificate must bear; `nil` for a literal address, which is not sent as a name, and which
  /// NIOSSL then looks for among the certificate's addresses.
  var tlsServerName: String? {
    (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
  }
}
