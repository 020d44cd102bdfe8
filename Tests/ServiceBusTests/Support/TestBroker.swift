import Logging
import ServiceBus
import TestSupport

/// A broker that runs while a test does.
struct TestBroker {
  let path: String
  let broker: BusBroker

  var counters: BusBroker.Counters { broker.counters }

  /// Runs `body` while a broker listens.
  static func run<Result: Sendable>(
    path: String = TestSocket.path(),
    _ change: (inout BusBroker.Configuration) -> Void = { _ in },
    _ body: (TestBroker) async throws -> Result
  ) async throws -> Result {
    var configuration = BusBroker.Configuration(socketPath: path)
    // Among hundreds of tests a peer may be slow to say HELLO.
    configuration.helloTimeout = Patience.limit(.seconds(300))
    change(&configuration)
    let broker = BusBroker(configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let (listening, continuation) = AsyncStream<Void>.makeStream()
    return try await withThrowingTaskGroup { group in
      group.addTask {
        defer { continuation.finish() }
        try await broker.run { continuation.finish() }
      }
      for await _ in listening {}
      let result: Result
      do {
        result = try await body(TestBroker(path: path, broker: broker))
      } catch {
        group.cancelAll()
        throw error
      }
      group.cancelAll()
      try await group.waitForAll()
      return result
    }
  }
}
