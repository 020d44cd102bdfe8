import Logging
import Records
import RecordTestSupport
import ServiceLifecycle
import Testing
import TestSupport

@testable import Store

/// A feed that runs for as long as a test wants.
struct FeedHarness {
  let directory: ScratchDirectory
  let store: RecordStore
  let feed: StoreFeed
  let log: LogRecorder.Lines
  let file: String
  private let logger: Logger

  init(_ directory: ScratchDirectory? = nil, retention: Retention = Retention()) throws {
    let (logger, log) = LogRecorder.make()
    self.logger = logger
    self.log = log
    self.directory = try directory ?? ScratchDirectory()
    file = self.directory.file("decoy.json")
    store = try RecordStore(self.directory.file("decoy.db"))
    feed = StoreFeed(store, file: file, retention: retention, logger: logger)
  }

  /// Runs the feed while `body` runs, and then ends it gracefully.
  func run(_ body: () async throws -> Void) async throws {
    let group = ServiceGroup(configuration: .init(services: [.init(service: feed)], logger: logger))
    try await withThrowingTaskGroup { tasks in
      tasks.addTask { try await group.run() }
      do {
        try await body()
      } catch {
        tasks.cancelAll()
        throw error
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  /// Appends lines to the file.
  func append(_ messages: [String]) {
    var file = RotatingFile(file)
    file.append(messages.map { message in RecordLine { $0.message = message }.json + "\n" }.joined())
  }

  /// The messages in the store, sorted.
  var messages: [String] {
    get throws {
      try store.events(StoreQuery(limit: StoreQuery.mostResults)).events.map(\.record.message).sorted()
    }
  }

  /// Waits until a condition holds.
  static func wait(_ condition: () throws -> Bool) async throws {
    try await eventually("the feed is there", within: .seconds(240), condition)
  }
}
