import Basics
import GRDB
import Records
import RecordTestSupport
import RotatedFiles
import Testing
import TestSupport

@testable import Store

/// One attacker is one attacker however his address is spelled, also in a store that an earlier version has made.
@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct SpellingTests {
  private static let spellings = ["203.0.113.9", "::ffff:203.0.113.9", "::FFFF:cb00:7109"]

  private static func lines(_ attackers: [String]) -> [RecordLine] {
    attackers.map { attacker in RecordLine { $0.attacker = attacker } }
  }

  private static func records(_ lines: [RecordLine]) throws -> [EventRecord] {
    try lines.map { line in
      try #require(Array(line.json.utf8).withUnsafeBytes { EventRecord(json: $0) })
    }
  }

  @Test func `The record has the line's spelling, and the tables have one for all`() throws {
    var harness = try StoreHarness()
    let lines = Self.lines(Self.spellings + ["FE80:0::1%eth0", "fe80::1%eth0", "Unknown", "localhost"])
    try harness.add(lines)
    #expect(try harness.lines() == lines.map(\.json))
    let addresses = try harness.store.database.read { db in
      try String?.fetchAll(db, sql: "SELECT attacker_ip FROM events ORDER BY id")
    }
    #expect(
      addresses == [
        "203.0.113.9", "203.0.113.9", "203.0.113.9", "fe80::1%eth0", "fe80::1%eth0", nil, "localhost",
      ]
    )
    #expect(try harness.store.attackers().map(\.events) == [3, 2, 1])
  }

  @Test func `What is no address is an attacker of its own, however long it is`() throws {
    var harness = try StoreHarness()
    let long = "fe80::1%" + String(repeating: "z", count: 1000)
    try harness.add(Self.lines([long, long, long + "z", "fe80::1", "1.2.3.4%eth0", "1.2.3.4"]))
    #expect(
      try harness.store.attackers().map(\.address) == [
        long, long + "z", "fe80::1", "1.2.3.4%eth0", "1.2.3.4",
      ]
    )
    #expect(try harness.store.attackers().map(\.events) == [2, 1, 1, 1, 1])
  }

  @Test func `A new store has nothing to move`() throws {
    var harness = try StoreHarness()
    try harness.add(Self.lines(Self.spellings))
    #expect(try !harness.store.uniteSpellings())
  }

  @Test(arguments: [(1, 1), (2, 5), (3, 10_000)] as [(UInt64, Int)])
  func `A store of version 1 answers as a new one does, once its events are moved`(
    seed: UInt64,
    atOnce: Int
  ) throws {
    var random = SplitMix64(seed: seed)
    var harness = try StoreHarness()
    let lines = QueryTests.lines(&random, 300)
    try harness.add(lines)
    harness.store.close()
    let path = harness.path
    try SpelledStore.make(of: path)
    #expect(throws: StoreError.self) { _ = try RecordStore(reading: path) }

    let store = try RecordStore(path)
    let records = try Self.records(lines)
    // Filters find all spellings at once.
    for range in [
      "203.0.113.1", "::ffff:203.0.113.0/120", "2001:DB8::5", "fe80::/10", "fe80::1%eth0", "fe80::1",
    ] {
      var filter = RecordFilter()
      filter.attackers = [try #require(AddressRange(range))]
      #expect(try store.totals(StoreQuery(filter)).events == records.count { filter.matches($0) }, "\(range)")
    }
    while try store.database.write({ try AttackerSpellings.move(atOnce, $0) }) {}
    while try store.database.write({ try EarlierDetails.add(atOnce, $0) }) {}
    let tests = QueryTests()
    let expected = MemoryRecords(lines.map(\.json))
    try tests.check(store, StoreQuery(), expected)
    for _ in 0..<20 { try tests.check(store, QueryTests.query(&random), expected) }
    #expect(
      try store.events(StoreQuery(limit: 300), isOldestFirst: true).events.map(\.json).sorted()
        == lines.map(\.json).sorted()
    )
  }

  @Test func `While events are moved, others come and go`() throws {
    var random = SplitMix64(seed: 7)
    var harness = try StoreHarness()
    let old = QueryTests.lines(&random, 200, withDetails: false)
    try harness.add(old)
    harness.store.close()
    try SpelledStore.make(of: harness.path)
    let store = try RecordStore(harness.path)
    let stored = try #require(try store.position(of: harness.file.path))
    var reader = StoreHarness.reader(harness.file.path, from: .position(stored))
    var lines = old
    var moment = RecordTime(nanoseconds: 0)
    for day in 1...20 {
      let fresh = QueryTests.lines(&random, 20, withDetails: false)
      lines += fresh
      harness.file.append(fresh.map { $0.json + "\n" }.joined())
      while try !store.ingest(&reader).isAtEnd {}
      _ = try store.database.write { try AttackerSpellings.move(3, $0) }
      moment = RecordTime(nanoseconds: QueryTests.start + Int64(day) * QueryTests.day)
      while try store.prune(Retention(keep: 0), now: moment) {}
    }
    while try store.uniteSpellings() {}
    let kept = lines.map(\.json).filter { QueryTests.time(of: $0) >= moment }
    #expect(!kept.isEmpty)
    try QueryTests().check(store, StoreQuery(), MemoryRecords(kept))
    #expect(
      try store.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM attacker_spelling") } == 0
    )
  }

  @Test(arguments: [["203.0.113.9", "::ffff:203.0.113.9"], ["::ffff:203.0.113.9", "203.0.113.9"]])
  func `The spelling with fewer events is the one that is moved`(spellings: [String]) throws {
    var harness = try StoreHarness()
    try harness.add(Self.lines([spellings[0], spellings[1], spellings[1]]))
    harness.store.close()
    try SpelledStore.make(of: harness.path)
    let store = try RecordStore(harness.path)
    let moved = try store.database.read { db in
      try Row.fetchOne(db, sql: "SELECT events FROM attacker WHERE id IN (SELECT id FROM attacker_spelling)")
    }
    #expect(moved?["events"] == 1)
    #expect(try store.uniteSpellings())
    #expect(try store.attackers().map(\.address) == ["203.0.113.9"])
    #expect(try store.attackers().map(\.events) == [3])
  }

  @Test func `A feed moves them by itself, and stores what comes meanwhile`() async throws {
    let directory = try ScratchDirectory()
    do {
      let harness = try FeedHarness(directory)
      var file = RotatingFile(harness.file)
      file.append(Self.lines((0..<3000).map { Self.spellings[$0 % 3] }).map { $0.json + "\n" }.joined())
      try await harness.run { try await FeedHarness.wait { harness.feed.status.records == 3000 } }
      harness.store.close()
    }
    try SpelledStore.make(of: directory.file("decoy.db"))
    let harness = try FeedHarness(directory)
    #expect(try harness.store.attackers().count == 3)
    harness.append(["new"])
    try await harness.run {
      try await FeedHarness.wait { try harness.store.attackers().map(\.events) == [3001] }
    }
    #expect(harness.feed.status.faults == 0)
  }
}
