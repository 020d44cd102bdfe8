import Basics
import GRDB
import RecordTestSupport
import Records
import Testing

@testable import Store

struct RetentionTests {
  private static let now = RecordTime("2026-11-25 00:00:00") ?? RecordTime(nanoseconds: 0)

  @Test func `Records older than is wanted are deleted, and nothing else`() throws {
    var harness = try StoreHarness()
    let times = [
      "2026-11-20T00:00:00Z", "2026-11-23T23:59:59Z", "2026-11-24T00:00:00Z", "2026-11-24T12:00:00Z",
    ]
    try harness.add(times.map { time in RecordLine { $0.observed = time } })
    while try harness.store.prune(Retention(keep: 86_400), now: Self.now) {}
    #expect(
      try harness.store.events().events.map(\.time) == times.dropFirst(2).reversed().map { RecordTime($0) }
    )
    // Records from before the beginning of time would be kept.
    while try harness.store.prune(Retention(keep: .max), now: Self.now) {}
    #expect(try harness.store.totals().events == 2)
  }

  @Test func `What nothing is left of is forgotten`() throws {
    var harness = try StoreHarness()
    try harness.add([
      RecordLine { $0.fields = [("username", "old")] },
      RecordLine { line in
        line.observed = "2026-11-24T12:00:00Z"
        line.decky = "alpha"
        line.attacker = "203.0.113.1"
      },
    ])
    while try harness.store.prune(Retention(keep: 86_400), now: Self.now) {}
    #expect(try harness.store.attackers().map(\.address) == ["203.0.113.1"])
    #expect(try harness.store.tally(.decky).map(\.name) == ["alpha"])
    #expect(try harness.store.credentials().isEmpty)
    let rows = try harness.store.database.read { db in
      try Int.fetchOne(db, sql: "SELECT (SELECT count(*) FROM attacker) + (SELECT count(*) FROM decky)")
    }
    #expect(rows == 2)
  }

  @Test func `The files get smaller when they are too large`() throws {
    var harness = try StoreHarness()
    let filler = String(repeating: "filler ", count: 600)
    for start in stride(from: 0, to: 8000, by: 1000) {
      try harness.add(
        (start..<start + 1000).map { number in
          RecordLine { line in
            line.observed = RecordTime(nanoseconds: Self.now.nanoseconds + Int64(number)).rfc3339Seconds
            line.message = "number\(number) \(filler)"
          }
        }
      )
    }
    let before = harness.store.size
    let retention = Retention(keepSize: 24 << 20)
    #expect(before > 40 << 20)
    var calls = 0
    while try harness.store.prune(retention, now: Self.now) { calls += 1 }
    #expect(calls > 5)
    #expect(harness.store.size <= 24 << 20)
    // The newest are left.
    let left = try harness.store.totals().events
    #expect(left > 1000)
    #expect(try harness.store.events(StoreQuery(words: "number7999")).events.count == 1)
    #expect(try harness.store.events(StoreQuery(words: "number0")).events.isEmpty)
    // And it goes on.
    try harness.add([RecordLine { $0.observed = "2026-11-26T00:00:00Z" }])
    #expect(try harness.store.totals().events == left + 1)
  }

  @Test func `No size is too small`() {
    #expect(Retention(keepSize: 1).keepSize == Retention.smallestSize)
  }
}
