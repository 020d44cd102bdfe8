import Foundation
import Logging
import Records
import Store
import Testing
import TestSupport

@testable import Daemon

@Suite("A collector's store", .timeLimit(.minutes(Patience.minutes(5))))
struct StoreSinkTests {
  private let folder: ScratchDirectory

  init() throws { folder = try ScratchDirectory() }

  private static func record(_ number: Int) -> String {
    #"{"timestamp":"2026-11-23 03:55:14","decky":"d","service":"s","event_type":"e","attacker_ip":"203.0.113.\#(number)"}"#
      + "\n"
  }

  @Test(arguments: ["none/d.db", "."])
  func `An error that won't go away is thrown at once`(path: String) throws {
    #expect(throws: StoreError.self) {
      _ = try StoreSink(
        folder.file(path),
        file: folder.file("d.json"),
        retention: Retention(),
        logger: LogRecorder.make().0
      )
    }
  }

  @Test func `A locked store is opened when it is released, and has every record once`() async throws {
    let path = folder.file("d.db")
    try RecordStore(path).close()
    let file = try folder.write((1...5).map(Self.record).joined(), to: "d.json")
    let holder = try StoreHolder(path, isExclusive: true)
    let (logger, log) = LogRecorder.make()
    let keeper = try StoreSink(path, file: file, retention: Retention(), logger: logger)
    #expect(keeper.store == nil && keeper.status == nil)
    #expect(log.all.contains { $0.contains("will try again") })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await keeper.run() }
      holder.letGo()
      try await eventually("all are stored") { keeper.status?.records == 5 }
      group.cancelAll()
    }
    let store = try RecordStore(reading: path)
    defer { store.close() }
    #expect(try store.totals().events == 5)
  }

  @Test func `A stop is clean and in time while the store is locked`() async throws {
    let path = folder.file("d.db")
    try RecordStore(path).close()
    let log = folder.file("d.log")
    let collector = try DecklogProcess(
      ["collect", "--log-file", log, "--docker-host", "unix:///nowhere", "--store", path],
      in: folder.path
    )
    try await eventually("it looks for its engine") { collector.errors.contains("retrying") }
    let holder = try StoreHolder(path, isExclusive: false)
    defer { holder.letGo() }
    try folder.write((1...5).map(Self.record).joined(), to: "d.json")
    try await eventually("it knows that the store is held") {
      collector.errors.contains("until the store can")
    }
    let begin = ContinuousClock.now
    #expect(collector.stop() == 0, "\(collector.errors)")
    // What is promised is five seconds; a machine that is busy takes longer for all.
    #expect(ContinuousClock.now - begin < Patience.limit(.seconds(15)))
  }
}
