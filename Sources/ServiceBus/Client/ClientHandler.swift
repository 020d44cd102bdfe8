internal import Basics
internal import NIOCore

/// The client's end of one connection, on its event loop: says HELLO, subscribes, publishes, and delivers events.
final class ClientHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// The bytes taken from the queue at a time.
  private static let batch = 64 << 10
  /// The batches written before the event loop does other work.
  private static let batchesPerTurn = 16
  /// The interval of looking at the queue while events are published.
  private static let lookAgain = TimeAmount.milliseconds(1)
  /// How long the broker may take to read the last frames before the connection is closed.
  private static let farewell = TimeAmount.seconds(1)

  private let name: String
  private let outbox: Outbox
  private let subscriptions: SubscriptionList
  private let onOpen: () -> Void

  private var context: ChannelHandlerContext?
  private var link: NIOLoopBoundBox<ClientHandler>?
  private var decoder = FrameDecoder()
  private var subscribed: Set<TopicPattern> = []
  private var isDraining = false
  private var lookTimer: Scheduled<Void>?
  private var isEnding = false
  private var hasSaidBye = false
  private var fault: BusError?

  init(name: String, outbox: Outbox, subscriptions: SubscriptionList, onOpen: @escaping () -> Void) {
    self.name = name
    self.outbox = outbox
    self.subscriptions = subscriptions
    self.onOpen = onOpen
  }

  /// Sets the handler's own box, before it is added to a pipeline.
  func setLink(_ link: NIOLoopBoundBox<ClientHandler>) { self.link = link }

  /// Writes subscriptions and events, as far as the socket takes them.
  func drain() {
    guard let context, context.channel.isActive, !isDraining, !hasSaidBye else { return }
    isDraining = true
    defer { isDraining = false }
    var hasWritten = false
    for _ in 0..<Self.batchesPerTurn {
      guard context.channel.isWritable else { return }
      let frames = outbox.take(atLeast: Self.batch, looksAgain: hasWritten)
      // In this order, since whoever subscribes from now on wakes the event loop again.
      updateSubscriptions(context)
      for frame in frames { context.write(wrapOutboundOut(frame), promise: nil) }
      context.flush()
      guard !frames.isEmpty else {
        if isEnding {
          sayBye(context)
        } else if hasWritten {
          drainSoon(context)
        }
        return
      }
      hasWritten = true
    }
    context.eventLoop.assumeIsolated().execute { self.drain() }
  }

  /// Stops accepting events, and says BYE once the queue is written. The broker closes the connection when it has read
  /// that; a client that closed it could cut off what the broker has not read.
  func end() {
    guard let context, !isEnding else { return }
    isEnding = true
    outbox.seal()
    context.eventLoop.assumeIsolated().scheduleTask(in: Self.farewell) { context.close(promise: nil) }
    drain()
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    // Breaks the reference cycle.
    link = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(FrameEncoder.encode(.hello, name)), promise: nil)
    if let link { outbox.open(link) }
    drain()
    context.flush()
    onOpen()
  }

  func channelInactive(context: ChannelHandlerContext) {
    isEnding = true
    hasSaidBye = true
    lookTimer?.cancel()
    subscriptions.wakeReaders()
    outbox.close(fault ?? BusError(.connectionLost, "the broker closed the connection"))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fault = fault ?? BusError(.connectionLost, "the connection to the broker broke", cause: error)
    context.close(promise: nil)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) { drain() }

  func channelReadComplete(context: ChannelHandlerContext) { subscriptions.wakeReaders() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard fault == nil else { return }
    decoder.append(unwrapInboundIn(data))
    do throws(BusError) {
      while let frame = try decoder.next() { try receive(frame, context) }
    } catch {
      fault = error
      outbox.count { $0.malformed += 1 }
      context.close(promise: nil)
    }
  }

  private func receive(_ frame: Frame, _ context: ChannelHandlerContext) throws(BusError) {
    switch frame.verb {
    case .event:
      guard let topic = Topic(validating: frame.argument), let envelope = Envelope(frame.body) else {
        outbox.count { $0.malformed += 1 }
        return
      }
      let unread = subscriptions.deliver(BusEvent(topic, envelope))
      outbox.count { counters in
        counters.received += 1
        counters.unread += unread
      }
    case .bye:
      context.close(promise: nil)
    // A broker may greet back.
    case .hello: break
    case .publish, .subscribe, .unsubscribe:
      throw .violation("the broker sent a frame that only clients send")
    }
  }

  private func sayBye(_ context: ChannelHandlerContext) {
    hasSaidBye = true
    context.writeAndFlush(wrapOutboundOut(FrameEncoder.encode(.bye)), promise: nil)
  }

  private func drainSoon(_ context: ChannelHandlerContext) {
    lookTimer?.cancel()
    lookTimer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.lookAgain) { self.drain() }
  }

  /// Sends the difference between the wanted subscriptions and those sent so far.
  private func updateSubscriptions(_ context: ChannelHandlerContext) {
    let wanted = subscriptions.patterns
    guard wanted != subscribed else { return }
    for pattern in subscribed.subtracting(wanted) {
      context.write(wrapOutboundOut(FrameEncoder.encode(.unsubscribe, pattern.text)), promise: nil)
    }
    for pattern in wanted.subtracting(subscribed) {
      context.write(wrapOutboundOut(FrameEncoder.encode(.subscribe, pattern.text)), promise: nil)
    }
    subscribed = wanted
  }
}
