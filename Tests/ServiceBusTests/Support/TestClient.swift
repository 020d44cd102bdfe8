import Logging
import ServiceBus

/// A client that runs while a test does.
enum TestClient {
  /// Runs `body` while a client tries to be connected, with pauses of 5 to 20 ms.
  static func run<Result: Sendable>(
    path: String,
    _ change: (inout BusClient.Configuration) -> Void = { _ in },
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ body: (BusClient) async throws -> Result
  ) async throws -> Result {
    var configuration = BusClient.Configuration(socketPath: path, name: "collector")
    configuration.shortestPause = .milliseconds(5)
    configuration.longestPause = .milliseconds(20)
    change(&configuration)
    let client = try BusClient(configuration, logger: logger)
    return try await withThrowingTaskGroup { group in
      group.addTask { await client.run() }
      let result: Result
      do {
        result = try await body(client)
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
