import Glibc
import GRDB
import Records
import RecordTestSupport
import Testing
import TestSupport

@testable import Store

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct StoreFeedTests {
  @Test func `What is written is stored, with and without a notification`() async throws {
    let harness = try FeedHarness()
    harness.append(["1"])
    try await harness.run {
      try await FeedHarness.wait { try harness.messages == ["1"] }
      harness.append(["2"])
      harness.feed.wake()
      try await FeedHarness.wait { try harness.messages == ["1", "2"] }
      harness.append(["3"])
      try await FeedHarness.wait { try harness.messages == ["1", "2", "3"] }
    }
    let status = harness.feed.status
    #expect(status.records == 3)
    #expect(status.faults == 0)
    #expect(status.bytesBehind == 0)
    #expect(status.lastStored != nil)
    #expect(status.size > 0)
  }

  @Test func `What was written before the end is stored`() async throws {
    let harness = try FeedHarness()
    try await harness.run {
      try await FeedHarness.wait { harness.feed.status.size > 0 }
      harness.append((0..<200).map { "\($0)" })
    }
    #expect(try harness.messages.count == 200)
  }

  @Test func `The next start goes on where the last one ended`() async throws {
    let directory = try ScratchDirectory()
    for round in 0..<3 {
      let harness = try FeedHarness(directory)
      harness.append(["\(round)"])
      try await harness.run { try await FeedHarness.wait { harness.feed.status.records == 1 } }
      #expect(try harness.messages.count == round + 1)
      harness.store.close()
    }
  }

  @Test func `A locked database is waited for, which is logged once`() async throws {
    let harness = try FeedHarness()
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: harness.store.path, configuration: configuration)
    try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
    harness.append(["1"])
    try await harness.run {
      try await FeedHarness.wait { harness.feed.status.faults >= 2 }
      #expect(harness.feed.status.fault?.contains("locked") == true)
      #expect(harness.feed.status.bytesBehind > 0)
      harness.append(["2"])
      try other.inDatabase { try $0.execute(sql: "COMMIT") }
      try await FeedHarness.wait { try harness.messages == ["1", "2"] }
      try await FeedHarness.wait { harness.feed.status.fault == nil }
    }
    #expect(harness.log.all.count { $0.contains("locked") } == 1)
    #expect(harness.log.all.contains { $0.contains("can be written again") })
  }

  @Test func `A full database is waited for`() async throws {
    let harness = try FeedHarness()
    let pages = try await harness.store.database.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
    try await harness.store.database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA max_page_count = \(pages + 8)")
    }
    let messages = (0..<2000).map { "\($0)" }
    harness.append(messages)
    try await harness.run {
      try await FeedHarness.wait { harness.feed.status.faults >= 1 }
      #expect(harness.feed.status.fault?.contains("full") == true)
      try await harness.store.database.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA max_page_count = 1000000")
      }
      try await FeedHarness.wait { try harness.messages == messages.sorted() }
    }
  }

  @Test(arguments: [1, 513, 5000])
  func `A start between a copy and the truncation stores nothing twice`(between: Int) async throws {
    let directory = try ScratchDirectory()
    let numbers = (0..<100 + between).map { "\($0)" }
    var file = RotatingFile(directory.file("decoy.json"))
    func lines(_ numbers: some Sequence<String>) -> String {
      numbers.map { number in RecordLine { $0.message = number }.json + "\n" }.joined()
    }
    let first = try FeedHarness(directory)
    try await first.run {
      file.append(lines(numbers[..<100]))
      try await FeedHarness.wait { try first.store.totals().events == 100 }
      file.copy(to: ".1")
      file.append(lines(numbers[100...]))
      try await FeedHarness.wait { try first.store.totals().events == numbers.count }
    }
    first.store.close()
    file.truncate()
    // The collector writes again what the copy doesn't have.
    file.append(lines(numbers[100...] + ["last"]))
    let second = try FeedHarness(directory)
    try await second.run {
      try await FeedHarness.wait {
        second.feed.status.lastStored != nil && second.feed.status.bytesBehind == 0
      }
    }
    #expect(try second.store.totals().events == numbers.count + 1)
    #expect(second.log.all.allSatisfy { !$0.contains("may be missing") })
  }

  @Test func `A damaged database is set aside and rebuilt from the files`() async throws {
    let harness = try FeedHarness()
    harness.append((0..<200).map { "\($0)" })
    try await harness.run {
      try await FeedHarness.wait { harness.feed.status.records == 200 }
      try harness.store.damage()
      harness.append(["200"])
      try await FeedHarness.wait {
        try harness.feed.status.replacements == 1 && harness.messages.count == 201
      }
    }
    #expect(harness.log.all.contains { $0.hasPrefix("error:") && $0.contains(".corrupt-") })
    #expect(harness.log.all.count { $0.contains(".corrupt-") } == 1)
  }

  /// What a feed does with the database, each of which may be the first to meet damage.
  enum Step: CaseIterable {
    case store, prune, update

    func run(_ work: FeedWork) -> FeedWork.Outcome {
      switch self {
      case .store: work.store()
      case .prune: work.prune()
      case .update: work.update()
      }
    }
  }

  @Test(arguments: Step.allCases)
  func `Damage loses no record, whoever finds it`(step: Step) throws {
    let harness = try FeedHarness()
    let (logger, _) = LogRecorder.make()
    let work = FeedWork(harness.store, harness.file, Retention(keep: 1_000_000_000), logger)
    harness.append((0..<200).map { "\($0)" })
    while case .more = work.store() {}
    #expect(work.status.records == 200)
    try harness.store.damage()
    harness.append(["200"])
    guard case .failed = step.run(work) else {
      Issue.record("the damage was not found")
      return
    }
    while case .more = work.store() {}
    #expect(work.status.replacements == 1)
    #expect(try harness.messages.count == 201)
  }

  @Test func `A database that is damaged at the start is set aside as well`() async throws {
    let directory = try ScratchDirectory()
    let before = try FeedHarness(directory)
    before.append((0..<200).map { "\($0)" })
    try await before.run { try await FeedHarness.wait { before.feed.status.records == 200 } }
    before.store.close()
    RotatingFile.make(before.store.path, Array("no database".utf8) + [UInt8](repeating: 0x5A, count: 100_000))
    let (logger, log) = LogRecorder.make()
    try RecordStore(replacingDamaged: before.store.path, logger: logger).close()
    #expect(log.all.count { $0.contains(".corrupt-") } == 1)
    let again = try FeedHarness(directory)
    try await again.run { try await FeedHarness.wait { try again.messages.count == 200 } }
  }

  @Test func `A lost file is logged and counted`() async throws {
    let harness = try FeedHarness()
    harness.append(["1", "2"])
    try await harness.run {
      try await FeedHarness.wait { harness.feed.status.records == 2 }
      truncate(harness.file, 0)
      harness.append(["3"])
      try await FeedHarness.wait { harness.feed.status.records == 3 }
    }
    #expect(harness.feed.status.losses == 1)
    #expect(harness.log.all.contains { $0.contains("was truncated") })
  }

  @Test func `Old records are deleted`() async throws {
    let harness = try FeedHarness(retention: Retention(keep: 60))
    RotatingFile.make(
      harness.file,
      Array((RecordLine { $0.timestamp = "2001-01-01 00:00:00" }.json + "\n").utf8)
    )
    try await harness.run {
      try await FeedHarness.wait { try harness.feed.status.records == 1 && harness.messages.isEmpty }
    }
  }

  @Test func `A cancelled feed ends at once`() async throws {
    let harness = try FeedHarness()
    await withDiscardingTaskGroup { group in
      group.addTask { await harness.feed.run() }
      group.cancelAll()
    }
    #expect(harness.feed.status.faults == 0)
  }
}
