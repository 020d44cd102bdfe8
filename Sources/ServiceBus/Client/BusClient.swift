internal import Basics
package import Logging
internal import NIOCore
internal import NIOPosix

/// A client of the service bus. Its user never waits, even if the bus is absent, slow or restarting.
///
/// Delivery is at most once. Events are dropped and counted while there is no connection, and the oldest are if the
/// broker does not read. ``run()`` reconnects and renews the subscriptions.
///
/// ```swift
/// let client = try BusClient(BusClient.Configuration(socketPath: path, name: "collector"), logger: logger)
/// let commands = client.events(TopicPattern(controlTopic))
/// try await withThrowingTaskGroup { group in
///   group.addTask { await client.run() }
///   client.publish(healthTopic, type: "health", payload: Array(#"{"ts":1}"#.utf8))
///   for await command in commands { … }
/// }
/// ```
package final class BusClient: Sendable {
  /// The longest payload that fits into a frame with any topic and a type of up to 512 bytes.
  package static let longestPayload = BusLimit.body - 2048

  package let configuration: Configuration

  /// An element for each connection made; only the last unread one is kept. For one reader. Ends with ``run()``.
  package let connections: AsyncStream<Void>

  private let connectionMade: AsyncStream<Void>.Continuation
  private let logger: Logger
  private let outbox: Outbox
  private let subscriptions = SubscriptionList()
  private let writer = EventWriter()

  /// Creates a client; ``run()`` makes it connect.
  ///
  /// - Throws: ``BusErrorCode/badName`` or ``BusErrorCode/badPath``.
  package init(_ configuration: Configuration, logger: Logger) throws(BusError) {
    try BusError.checkLength(of: configuration.socketPath())
    guard (1...BusLimit.name).contains(configuration.name.utf8.count),
      configuration.name.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
    else { throw BusError(.badName, "a client's name is 1 to \(BusLimit.name) printable ASCII characters") }
    self.configuration = configuration
    self.logger = logger
    outbox = Outbox(frameLimit: configuration.queueFrames, byteLimit: configuration.queueBytes)
    (connections, connectionMade) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Whether there is a connection. Without one, publishing is pointless.
  package var isConnected: Bool { outbox.isConnected }

  package var counters: Counters { outbox.counters }

  /// Publishes an event. Never waits; the event is dropped and counted if it can't be sent.
  ///
  /// - Parameters:
  ///   - type: the kind of event.
  ///   - payload: a JSON object, which isn't checked here: brokers drop events with any other payload.
  ///   - isUrgent: whether it overtakes others and is not dropped for them. For a few small events.
  package func publish(_ topic: Topic, type: String, payload: [UInt8], isUrgent: Bool = false) {
    guard outbox.isConnected,
      let frame = writer.frame(.publish, topic, type: JSONString.escaped(type).utf8, payload: payload)
    else {
      outbox.count { $0.dropped += 1 }
      return
    }
    outbox.send(frame, isUrgent: isUrgent)
  }

  /// Subscribes for as long as the sequence is held. A broker accepts 128 patterns per client.
  package func events(_ pattern: TopicPattern) -> BusEvents {
    let buffer = EventBuffer(
      pattern: pattern,
      countLimit: configuration.unreadEvents,
      byteLimit: configuration.unreadBytes
    )
    subscriptions.add(buffer)
    outbox.wake()
    return BusEvents(
      lease: SubscriptionLease(buffer: buffer) { [subscriptions, outbox] buffer in
        subscriptions.remove(buffer)
        outbox.wake()
      }
    )
  }

  /// Keeps the client connected until the task is cancelled, then says BYE. Call it once.
  package func run() async {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    var pause = RetryPause(from: configuration.shortestPause, to: configuration.longestPause)
    var faults = RepeatedMessages()
    // A broker that keeps breaking connections is announced once, and again after each fault that is logged.
    var announced: String?
    var connections = 0
    while !Task.isCancelled {
      let start = ContinuousClock.now
      let fault = await serve(on: group.next()) { path in
        connections += 1
        guard announced != path else { return }
        announced = path
        let failures = faults.count == 0 ? "" : " (had failed \(faults.count) times)"
        logger.info("bus: \(connections > 1 ? "reconnected" : "connected") to \(path)\(failures)")
      }
      if Task.isCancelled { break }
      if ContinuousClock.now - start >= configuration.longestPause {
        pause.reset()
        faults.clear()
        announced = nil
      }
      if faults.note(fault.message) {
        announced = nil
        // Many hosts have no bus; that is no fault.
        logger.log(
          level: fault.code == .unavailable ? .info : .warning,
          "bus: \(fault.message); will try again"
        )
      }
      await pause.wait()
    }
    subscriptions.finish()
    connectionMade.finish()
    try? await group.shutdownGracefully()
  }

  /// Connects, and returns when the connection ends.
  private func serve(on eventLoop: any EventLoop, onConnect: (String) -> Void) async -> BusError {
    let path = configuration.socketPath()
    do throws(BusError) { try BusError.checkLength(of: path) } catch { return error }
    let link = NIOLoopBoundBox.makeBoxSendingValue(
      ClientHandler(
        name: configuration.name,
        outbox: outbox,
        subscriptions: subscriptions,
        onOpen: { [connectionMade] in connectionMade.yield() }
      ),
      eventLoop: eventLoop
    )
    let connecting = ClientBootstrap(group: eventLoop)
      .channelOption(.maxMessagesPerRead, value: 1)
      .channelOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator.bus)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          link.value.setLink(link)
          try channel.pipeline.syncOperations.addHandler(link.value)
        }
      }
      .connect(unixDomainSocketPath: path)
    let channel: any Channel
    do {
      channel = try await connecting.get()
    } catch {
      return BusError(connecting: error, path: path)
    }
    onConnect(path)
    await withTaskCancellationHandler {
      try? await channel.closeFuture.get()
    } onCancel: {
      eventLoop.execute { link.value.end() }
    }
    return outbox.fault ?? BusError(.connectionLost, "the connection to the broker ended")
  }
}
