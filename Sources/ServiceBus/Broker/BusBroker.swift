internal import Basics
internal import Files
package import Logging
internal import NIOCore
internal import NIOPosix

/// The service bus: a UNIX socket at which clients publish events and subscribe to them.
///
/// It trusts no client: invalid bytes end a connection, everything kept for a client is bounded, and a client that does
/// not read delays nobody. A subscriber receives an event once, however many of its patterns match, and never its own.
///
/// All work runs on one event loop, which reads at most 64 KiB from each client in turn.
package final class BusBroker: Sendable {
  /// The system's queue of connections to be accepted.
  private static let backlog: Int32 = 128

  package let configuration: Configuration

  private let logger: Logger
  private let sums = BrokerCounters()

  package init(_ configuration: Configuration, logger: Logger) {
    self.configuration = configuration
    self.logger = logger
  }

  package var counters: Counters { sums.snapshot }

  /// Listens until the task is cancelled, then closes all connections and removes the socket.
  ///
  /// - Throws: ``BusError``: `badPath`, `addressInUse`, `permissionDenied` or `unavailable` if it can't listen.
  package func run() async throws(BusError) { try await run {} }

  /// Runs as ``run()`` does.
  ///
  /// - Parameter onListening: called when clients can connect.
  package func run(onListening: () -> Void) async throws(BusError) {
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
      if !Task.isCancelled { failure = BusError(.unavailable, "the socket \(file.path) broke") }
    } catch {
      failure = BusError(.unavailable, "can't listen at \(file.path)", cause: error)
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
          // Without free descriptors, accepting fails and would be retried without pause.
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
