internal import Basics
internal import NIOCore

/// The broker's end of one connection, on the hub's event loop.
///
/// One read of at most 64 KiB is handled per turn, so a flooding client slows down only itself. Frames that a client
/// does not read wait in its own queue.
final class BrokerClient: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum Phase {
    /// Before HELLO.
    case awaitingHello
    case active
    /// Input is ignored.
    case closed
  }

  private let hub: BrokerHub
  private var phase = Phase.awaitingHello
  private var context: ChannelHandlerContext?
  private var decoder = FrameDecoder()
  private var patterns: Set<TopicPattern> = []
  private var queue: FrameQueue
  private var isUnflushed = false
  private var isDraining = false
  private var helloTimer: Scheduled<Void>?

  init(hub: BrokerHub) {
    self.hub = hub
    queue = FrameQueue(frameLimit: hub.configuration.queueFrames, byteLimit: hub.configuration.queueBytes)
  }

  // MARK: - The hub's side

  func wants(_ topic: Topic) -> Bool { patterns.contains { $0.matches(topic) } }

  /// Writes a frame if the socket accepts it, and queues it otherwise.
  func deliver(_ frame: ByteBuffer) -> (written: Int, dropped: Int) {
    guard let context, phase == .active else { return (0, 1) }
    if queue.isEmpty, !context.channel.isWritable, isUnflushed { context.flush() }
    guard queue.isEmpty, context.channel.isWritable else { return (0, queue.append(frame)) }
    context.write(wrapOutboundOut(frame), promise: nil)
    return (1, 0)
  }

  /// Whether this is the first call since the last flush.
  func needsFlush() -> Bool {
    defer { isUnflushed = true }
    return !isUnflushed
  }

  func flush() {
    isUnflushed = false
    context?.flush()
  }

  func close() {
    phase = .closed
    context?.close(promise: nil)
  }

  // MARK: - The channel's side

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelActive(context: ChannelHandlerContext) {
    guard hub.admit(self) else {
      close()
      return
    }
    let timeout = TimeAmount(hub.configuration.helloTimeout)
    helloTimer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
      self.condemn("no HELLO in time")
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    phase = .closed
    helloTimer?.cancel()
    hub.remove(self, unread: queue.removeAll())
    hub.flush()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { close() }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    guard !isDraining, !queue.isEmpty else { return }
    isDraining = true
    defer { isDraining = false }
    var written = 0
    // A flush can make the channel writable at once; the event for that is ignored while draining.
    while context.channel.isWritable, !queue.isEmpty {
      while context.channel.isWritable, let frame = queue.popFirst() {
        context.write(wrapOutboundOut(frame), promise: nil)
        written += 1
      }
      context.flush()
    }
    hub.countDelivered(written)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard phase != .closed else { return }
    decoder.append(unwrapInboundIn(data))
    do throws(BusError) {
      while phase != .closed, let frame = try decoder.next() { try receive(frame) }
    } catch {
      condemn(error.message)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { hub.flush() }

  private func receive(_ frame: Frame) throws(BusError) {
    if phase == .awaitingHello, frame.verb != .hello { throw .violation("the first frame is not HELLO") }
    switch frame.verb {
    case .hello:
      phase = .active
      helloTimer?.cancel()
      helloTimer = nil
    case .publish:
      guard let topic = Topic(validating: frame.argument) else { return }
      hub.publish(topic, frame.body, from: self)
    case .subscribe:
      guard let pattern = TopicPattern(validating: frame.argument) else { return }
      patterns.insert(pattern)
      if patterns.count > hub.configuration.subscriptions {
        throw .violation("more than \(hub.configuration.subscriptions) subscriptions")
      }
    case .unsubscribe:
      guard let pattern = TopicPattern(validating: frame.argument) else { return }
      patterns.remove(pattern)
    case .event: throw .violation("a client sent a frame that only brokers send")
    case .bye: close()
    }
  }

  private func condemn(_ reason: String) {
    guard phase != .closed else { return }
    hub.condemn(reason)
    close()
  }
}
