import DockerEngine
import EngineTestSupport
import Evidence
import Foundation
import Logging
import ServiceLifecycle
import TestSupport

@testable import Collector

/// A collector in the test's own process, for engines that misbehave.
struct InProcessCollector: Sendable {
  let logFile: String
  let accounts: Accounts
  /// What it has said.
  let log: LogRecorder.Lines

  /// What is in the raw log, line by line.
  var lines: [String] {
    get throws {
      try String(contentsOfFile: logFile, encoding: .utf8).split(separator: "\n").map(String.init)
    }
  }

  /// Collects from the engine while `body` runs; when it returns, all is written.
  ///
  /// - Parameters:
  ///   - directory: where its files are, for one that goes on; otherwise it has one of its own.
  ///   - beginning: where it begins if nothing is known of the time before.
  static func with(
    _ engine: FakeEngine,
    source: SourceMode = .auto,
    directory given: String? = nil,
    beginning: Beginning? = nil,
    _ body: @Sendable (InProcessCollector) async throws -> Void
  ) async throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let directory = given ?? scratch.path
    var settings = CollectorSettings(
      logFile: directory + "/decoy.log",
      recordFile: directory + "/decoy.json",
      endpoint: engine.endpoint,
      stateFile: directory + "/state.json"
    )
    settings.source = source
    settings.reconcileInterval = .milliseconds(100)
    let store = try Recorder(
      settings.journal,
      floodWindow: settings.floodWindow,
      beginning: beginning
    )
    let (logger, log) = LogRecorder.make()
    try await EngineClient.withClient(endpoint: engine.endpoint) { client in
      let service = CollectorService(settings: settings, client: client, files: store, logger: logger)
      let collector = InProcessCollector(logFile: settings.logFile, accounts: service.accounts, log: log)
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
