import NIOCore
import NIOPosix
import Synchronization

@testable import ServiceBus

/// A broker that behaves as a test wants.
struct FakeBroker {
  private let state: Peers

  private final class Peers: Sendable {
    let list = Mutex<[(FrameCollector, any Channel)]>([])
  }

  /// How many connections there have been.
  var connections: Int { state.list.withLock { $0.count } }

  /// The frames of all connections.
  var frames: [Frame] { state.list.withLock { $0.flatMap { $0.0.frames } } }

  /// Sends bytes to every connection.
  func send(_ bytes: ByteBuffer) {
    for (_, channel) in state.list.withLock({ $0 }) { channel.writeAndFlush(bytes, promise: nil) }
  }

  /// Runs `body` while it listens.
  static func run<Result>(
    path: String,
    reads: Bool = true,
    greeting: [UInt8] = [],
    _ body: (FakeBroker) async throws -> Result
  ) async throws -> Result {
    let peers = Peers()
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(.autoRead, value: reads)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let collector = FrameCollector { channel in
            if !greeting.isEmpty { channel.writeAndFlush(ByteBuffer(bytes: greeting), promise: nil) }
          }
          peers.list.withLock { $0.append((collector, channel)) }
          try channel.pipeline.syncOperations.addHandler(collector)
        }
      }
      .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true)
      .get()
    let result: Swift.Result<Result, any Error>
    do {
      result = .success(try await body(FakeBroker(state: peers)))
    } catch {
      result = .failure(error)
    }
    try? await server.close()
    for (_, channel) in peers.list.withLock({ $0 }) { try? await channel.close() }
    return try result.get()
  }
}
