internal import Files
public import Logging
internal import NIOCore
internal import NIOPosix

/// The service bus: a UNIX socket at which clients publish events and subscribe to them.
///
/// It trusts no client. Bytes that are no frames end a connection; everything a client can make the broker keep has
/// a limit; and nobody waits for a client that does not read. A subscriber gets an event once, however many of its
/// patterns match, and never its own.
///
/// One thread does it all: fairness among clients is that of its event loop, which reads at most 64 KiB from each
/// in turn.
public final class BusBroker: Sendable {
  /// How many connections the system keeps that the broker has not accepted yet.
  private static let backlog: Int32 = 128

  /// The broker's limits.
  public let configuration: Configuration

  private let logger: Logger
  private let sums = BrokerCounters()

  /// Creates a broker, which does not listen yet.
  public init(_ configuration: Configuration, logger: Logger) {
    self.configuration = configuration
    self.logger = logger
  }

  /// What the broker has done so far.
  public var counters: Counters { sums.snapshot }

  /// Listens until the task is cancelled, then closes all connections and removes the socket.
  ///
  /// - Throws: ``BusError``: `badPath`, `addressInUse`, `permissionDenied` or `unavailable` if it can't listen.
  public func run() async throws(BusError) {
    try await run {}
  }

  /// Runs as ``run()`` does.
  ///
  /// - Parameter onListening: called when clients can connect.
  public func run(onListening: () -> Void) async throws(BusError) {
    let path = configuration.socketPath
    try BusError.checkLength(of: path)
    let file: SocketFile
    do {
      file = try SocketFile(path, group: configuration.group, backlog: Self.backlog)
    } catch {
      throw BusError(error)
    }
    if let problem = file.groupProblem { logger.warning("bus: \(problem)") }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let eventLoop = group.next()
    let hub = NIOLoopBoundBox.makeBoxSendingValue(
      BrokerHub(configuration, counters: sums, logger: logger),
      eventLoop: eventLoop
    )
    var failure: BusError?
    do {
      let server = try await Self.listen(file.descriptor, on: eventLoop, hub)
      logger.info("bus: listening at \(file.path)")
      onListening()
      await withTaskCancellationHandler {
        try? await server.closeFuture.get()
      } onCancel: {
        server.close(promise: nil)
      }
      if !Task.isCancelled {
        failure = BusError(code: .unavailable, message: "the socket \(file.path) broke")
      }
    } catch {
      failure = BusError(code: .unavailable, message: "can't listen at \(file.path)", cause: error)
    }
    file.remove()
    try? await eventLoop.submit { hub.value.closeAll() }.get()
    try? await group.shutdownGracefully()
    if let failure { throw failure }
  }

  private static func listen(
    _ descriptor: Int32,
    on eventLoop: any EventLoop,
    _ hub: NIOLoopBoundBox<BrokerHub>
  ) async throws -> any Channel {
    try await ServerBootstrap(group: eventLoop)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          // A process without free descriptors can't accept, and would try again without pause.
          try channel.pipeline.syncOperations.addHandler(
            AcceptBackoffHandler(shouldForwardIOErrorCaught: false)
          )
        }
      }
      .childChannelOption(.maxMessagesPerRead, value: 1)
      .childChannelOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator.bus)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(BrokerClient(hub: hub.value))
        }
      }
      .withBoundSocket(descriptor)
      .get()
  }
}
