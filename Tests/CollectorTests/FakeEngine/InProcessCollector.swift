import DockerEngine
import EngineTestSupport
import Evidence
import Foundation
import Logging
import ServiceLifecycle

@testable import Collector

/// A collector in the test's own process, for engines that misbehave.
struct InProcessCollector: Sendable {
  let logFile: String
  let accounts: Accounts

  /// What is in the raw log, line by line.
  var lines: [String] {
    get throws {
      try String(contentsOfFile: logFile, encoding: .utf8).split(separator: "\n").map(String.init)
    }
  }

  /// Collects from the engine while `body` runs; when it returns, all is written.
  static func with(_ engine: FakeEngine, _ body: @Sendable (InProcessCollector) async throws -> Void)
    async throws
  {
    let directory = NSTemporaryDirectory() + "decklog-fake-" + UUID().uuidString.prefix(8)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let settings = CollectorSettings(
      logFile: directory + "/decoy.log",
      recordFile: directory + "/decoy.json",
      endpoint: engine.endpoint,
      stateFile: directory + "/state.json"
    )
    let store = try EvidenceStore(settings.journal, floodWindow: settings.floodWindow)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    try await EngineClient.withClient(endpoint: engine.endpoint) { client in
      let service = CollectorService(settings: settings, client: client, files: store, logger: logger)
      let collector = InProcessCollector(logFile: settings.logFile, accounts: service.accounts)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await service.run() }
        do {
          try await body(collector)
        } catch {
          group.cancelAll()
          throw error
        }
        group.cancelAll()
      }
    }
    try await store.shutdown()
  }
}
