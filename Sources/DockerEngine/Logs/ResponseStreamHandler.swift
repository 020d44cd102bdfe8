internal import NIOCore
internal import NIOHTTP1

/// The end of a stream's pipeline: sends one request and collects the answer's body into batches.
///
/// The engine sends one HTTP chunk per message, so a chunk is only appended to the batch. The socket is read only while
/// the consumer waits for a batch; that is the backpressure.
///
/// States, on the event loop: `connecting` → `awaitingHead` → `streaming` or `refused` → `ended`. The consumer may pull
/// while the head is still awaited.
final class ResponseStreamHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private enum Phase {
    /// There is no connection yet.
    case connecting
    /// The request was sent.
    case awaitingHead
    /// The status is 200.
    case streaming
    /// Another status, explained by the body.
    case refused(Int)
    /// Finished; `nil` is the proper end of the body.
    case ended((any Error)?)
  }

  /// The name of the TLS handler in the pipeline.
  static let tlsHandlerName = "tls"

  /// The longest body read with a status other than 200.
  private static let maximumExplanation = 64 << 10

  /// A stream with batches of this size or more is busy, and gets large buffers.
  private static let busyBatch = 16 << 10

  /// How long a stream must be quiet before its large buffers are freed.
  private static let idleDelay = TimeAmount.seconds(1)

  private let path: String
  private let wait: HeadWait
  private let hostHeader: String
  private let endpoint: EngineEndpoint
  private let limits: EngineClient.Configuration

  private var phase = Phase.connecting
  private var context: ChannelHandlerContext?
  private var opening: CheckedContinuation<Bool, any Error>?
  private var waiting: CheckedContinuation<ByteBuffer?, any Error>?
  private var headTimer: Scheduled<Void>?
  /// Whether the consumer proceeded without the head.
  private var isHeadLate = false

  private var batch = ByteBuffer()
  private var batchDue = NIODeadline.now()
  private var batchTimer: Scheduled<Void>?
  private var lastBatchLength = 0
  private var isReadPaused = false

  private var wasBusy = false
  private var idleTimer: Scheduled<Void>?

  init(
    path: String,
    wait: HeadWait,
    hostHeader: String,
    endpoint: EngineEndpoint,
    limits: EngineClient.Configuration
  ) {
    self.path = path
    self.wait = wait
    self.hostHeader = hostHeader
    self.endpoint = endpoint
    self.limits = limits
  }

  // MARK: - The consumer's side, on the event loop

  /// Answers when the head arrives.
  func open(_ continuation: CheckedContinuation<Bool, any Error>) {
    switch self.phase {
    case .connecting, .awaitingHead, .refused:
      if self.isHeadLate {
        continuation.resume(returning: false)
      } else {
        self.opening = continuation
      }
    case .streaming, .ended(nil):
      // The head arrived before the call.
      continuation.resume(returning: true)
    case .ended(let error?):
      if self.batch.readableBytes > 0 {
        continuation.resume(returning: true)
      } else {
        continuation.resume(throwing: error)
      }
    }
  }

  /// Answers with the next batch as soon as there is one.
  func pull(_ continuation: CheckedContinuation<ByteBuffer?, any Error>) {
    precondition(self.waiting == nil, "a stream has one consumer")
    self.waiting = continuation
    if case .ended = self.phase {
      self.deliver()
    } else if case .refused = self.phase {
      // The body explains the error, which is thrown when it is complete.
      self.context?.read()
    } else if self.batch.readableBytes >= self.limits.batchLength {
      self.deliver()
    } else if self.batch.readableBytes > 0 {
      self.readLater()
    } else {
      self.context?.read()
    }
  }

  /// Ends the stream from this side.
  func end(_ error: any Error) {
    self.finish(error)
    self.closeChannel()
  }

  /// Ends the stream from this side; answers when its socket is closed.
  func close(_ continuation: CheckedContinuation<Void, Never>) {
    let closed = self.context?.channel.closeFuture
    self.end(CancellationError())
    if let closed {
      closed.whenComplete { _ in continuation.resume() }
    } else {
      continuation.resume()
    }
  }

  // MARK: - The channel's side

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { self.sendRequest(context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    // A connection that could not be made takes its handlers down before it says why; that comes by ``end(_:)``.
    if case .connecting = self.phase { return }
    self.finish(EngineError.connectionLost(self.endpoint))
  }

  func channelActive(context: ChannelHandlerContext) { self.sendRequest(context) }

  func channelInactive(context: ChannelHandlerContext) {
    self.finish(EngineError.connectionLost(self.endpoint))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    self.end(EngineError(transport: error, endpoint: self.endpoint))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch self.unwrapInboundIn(data) {
    case .body(var bytes): self.receive(&bytes, context)
    case .head(let head): self.receive(head, context)
    case .end: self.receiveEnd()
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    switch self.phase {
    case .connecting, .ended: break
    case .awaitingHead, .refused: context.read()
    case .streaming:
      guard self.waiting != nil, !self.isReadPaused else { break }
      if self.batch.readableBytes >= self.limits.batchLength {
        self.deliver()
      } else if self.batch.readableBytes > 0 {
        self.readLater()
      } else {
        context.read()
      }
    }
  }

  private func sendRequest(_ context: ChannelHandlerContext) {
    guard case .connecting = self.phase else {
      // The consumer went away while the connection was made.
      self.closeChannel()
      return
    }
    self.phase = .awaitingHead
    self.setHeadTimer(context)
    let headers: HTTPHeaders = ["Host": self.hostHeader, "User-Agent": EngineClient.userAgent]
    let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: self.path, headers: headers)
    context.write(self.wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
    context.read()
  }

  private func setHeadTimer(_ context: ChannelHandlerContext) {
    let patience = TimeAmount(self.wait.patience)
    self.headTimer = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { self.headIsLate() }
  }

  private func headIsLate() {
    if case .optional = self.wait, case .awaitingHead = self.phase {
      self.isHeadLate = true
      self.opening?.resume(returning: false)
      self.opening = nil
      return
    }
    self.end(EngineError(code: .timedOut, message: "\(self.endpoint) took the request and did not answer it"))
  }

  private func receive(_ head: HTTPResponseHead, _ context: ChannelHandlerContext) {
    guard case .awaitingHead = self.phase else { return }
    guard head.status == .ok else {
      // The timer goes on, or begins anew: an explanation that never ends is no answer either.
      self.phase = .refused(Int(head.status.code))
      if self.isHeadLate { self.setHeadTimer(context) }
      return
    }
    self.headTimer?.cancel()
    self.headTimer = nil
    self.phase = .streaming
    self.opening?.resume(returning: true)
    self.opening = nil
  }

  private func receive(_ bytes: inout ByteBuffer, _ context: ChannelHandlerContext) {
    switch self.phase {
    case .streaming:
      if self.batch.readableBytes == 0 { self.beginBatch(bytes.readableBytes, context) }
      self.batch.writeBuffer(&bytes)
    case .refused:
      let room = Self.maximumExplanation - self.batch.readableBytes
      if var start = bytes.readSlice(length: min(room, bytes.readableBytes)) {
        self.batch.writeBuffer(&start)
      }
    case .connecting, .awaitingHead, .ended: break
    }
  }

  private func receiveEnd() {
    switch self.phase {
    case .refused(let status):
      let error = EngineError.status(status, body: self.batch, path: self.path)
      self.batch.clear()
      self.end(error)
    case .streaming:
      self.finish(nil)
      self.closeChannel()
    case .connecting, .awaitingHead, .ended: break
    }
  }

  /// Ends the stream once, and resumes waiting callers.
  private func finish(_ error: (any Error)?) {
    switch self.phase {
    case .ended: return
    case .streaming: break
    case .connecting, .awaitingHead, .refused: self.batch.clear()
    }
    self.phase = .ended(error)
    self.headTimer?.cancel()
    self.batchTimer?.cancel()
    self.idleTimer?.cancel()
    self.opening?.resume(throwing: error ?? CancellationError())
    self.opening = nil
    if self.waiting != nil { self.deliver() }
  }

  /// Closes the socket at once.
  ///
  /// Closing through the TLS handler would wait for the engine's close_notify, and nothing can be lost on a connection
  /// that carries one GET.
  private func closeChannel() {
    guard let context = self.context else { return }
    if let tls = try? context.pipeline.syncOperations.context(name: Self.tlsHandlerName) {
      tls.close(promise: nil)
    } else {
      context.close(promise: nil)
    }
  }
}

// MARK: - Batches

extension ResponseStreamHandler {
  private func beginBatch(_ length: Int, _ context: ChannelHandlerContext) {
    self.batchDue = .now() + TimeAmount(self.limits.batchDelay)
    let isBusy = self.lastBatchLength >= Self.busyBatch
    let capacity = isBusy ? self.limits.batchLength + self.limits.readLength : length
    self.batch = context.channel.allocator.buffer(capacity: capacity)
  }

  /// Reads again after a short pause, or delivers the batch if it is due.
  ///
  /// A busy engine writes each message separately. Reading at once would find one or two, at a system call and a wake-up
  /// each; after the pause there are a hundred.
  private func readLater() {
    guard let context = self.context else { return }
    let now = NIODeadline.now()
    let next = min(now + TimeAmount(self.limits.readPause), self.batchDue)
    guard next > now else {
      self.deliver()
      return
    }
    self.isReadPaused = true
    self.setBatchTimer(next, context)
  }

  private func setBatchTimer(_ deadline: NIODeadline, _ context: ChannelHandlerContext) {
    self.batchTimer?.cancel()
    self.batchTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
      self.batchTimerFired()
    }
  }

  private func batchTimerFired() {
    // A timer may fire despite a late cancellation.
    guard let context = self.context, self.waiting != nil, self.batch.readableBytes > 0 else { return }
    guard self.isReadPaused, self.batchDue > .now() else {
      self.deliver()
      return
    }
    self.isReadPaused = false
    context.read()
    self.setBatchTimer(self.batchDue, context)
  }

  private func deliver() {
    guard let continuation = self.waiting else { return }
    self.waiting = nil
    self.isReadPaused = false
    self.batchTimer?.cancel()
    self.batchTimer = nil
    if self.batch.readableBytes > 0 {
      let bytes = self.batch
      self.batch = ByteBuffer()
      self.noteBatch(bytes.readableBytes)
      continuation.resume(returning: bytes)
    } else if case .ended(let error?) = self.phase {
      continuation.resume(throwing: error)
    } else {
      continuation.resume(returning: nil)
    }
  }

  private func noteBatch(_ length: Int) {
    self.lastBatchLength = length
    guard length >= Self.busyBatch else { return }
    self.wasBusy = true
    if self.idleTimer == nil { self.setIdleTimer() }
  }

  private func setIdleTimer() {
    guard let context = self.context else { return }
    self.idleTimer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.idleDelay) {
      self.idleTimer = nil
      if self.wasBusy {
        self.wasBusy = false
        self.setIdleTimer()
      } else {
        self.freeBuffers()
      }
    }
  }

  /// Frees the large buffers of a burst: streams are many and mostly silent.
  private func freeBuffers() {
    self.lastBatchLength = 0
    try? self.context?.channel.syncOptions?.setOption(
      .recvAllocator,
      value: Self.readAllocator(maximum: self.limits.readLength)
    )
  }

  /// The socket's read buffer, which grows with the reads from the size of a few lines.
  static func readAllocator(maximum: Int) -> AdaptiveRecvByteBufferAllocator {
    AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 2048, maximum: max(2048, maximum))
  }
}
