import Basics
import GRDB
import RecordTestSupport
import Records
import Testing

@testable import Store

/// No question is answered by way of a look at each event's record, or by a sort of all.
struct QueryPlanTests {
  private static let filters: [@Sendable (inout RecordFilter) -> Void] = [
    { _ in }, { $0.since = RecordTime(nanoseconds: 1) }, { $0.deckies = ["omega", "none"] },
    { filter in
      filter.attackers = [AddressRange("203.0.113.0/24")].compactMap { $0 }
      filter.until = RecordTime(nanoseconds: 9)
    },
  ]

  @Test(arguments: filters.indices, [false, true])
  func `Events are counted from an index alone`(index: Int, isDescending: Bool) throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine(), RecordLine { $0.attacker = "203.0.113.1" }])
    var filter = RecordFilter()
    Self.filters[index](&filter)
    try harness.store.database.read { db in
      let scan = try EventScan(StoreQuery(filter), db)
      for scope in [EventScan.Scope.all, .attacker(1), .credential(1)] {
        let plan = try plan(scan.sql(scope, isDescending: isDescending), db)
        #expect(plan.count == 1, "\(plan)")
        #expect(plan.allSatisfy { $0.contains("USING COVERING INDEX event_by_") }, "\(plan)")
      }
      // The events of the same moment are sorted.
      let page = try plan(
        scan.sql(.all, isDescending: isDescending, bound: "event.time < ? AND event.id < ?", byID: true),
        db
      )
      #expect(
        page.count <= 2 && page.allSatisfy { $0.contains("COVERING INDEX") || $0.contains("RIGHT PART") },
        "\(page)"
      )
    }
  }

  @Test func `Words are looked up in their index`() throws {
    let harness = try StoreHarness()
    try harness.store.database.read { db in
      let scan = try EventScan(StoreQuery(words: "root"), db)
      let plan = try plan(scan.sql(.all), db)
      #expect(plan.contains { $0.contains("event_text VIRTUAL TABLE INDEX") }, "\(plan)")
      #expect(!plan.contains { $0.contains("TEMP B-TREE FOR ORDER BY") && !$0.contains("RIGHT") }, "\(plan)")
    }
  }

  @Test func `A session's events are looked up, and sorted`() throws {
    let harness = try StoreHarness()
    var filter = RecordFilter()
    filter.sessions = ["s1"]
    try harness.store.database.read { db in
      let plan = try plan(EventScan(StoreQuery(filter), db).sql(.all), db)
      #expect(plan.contains { $0.contains("event USING INTEGER PRIMARY KEY") }, "\(plan)")
      #expect(plan.contains { $0.contains("INDEX event_detail_by_session") }, "\(plan)")
      #expect(!plan.contains { $0.hasPrefix("SCAN event ") }, "\(plan)")
    }
  }

  @Test(
    arguments: [EventScan.Rows.sessions, .furtherCredentials, .fromClients],
    [EventScan.Scope.all, .attacker(1), .credential(1)]
  )
  func `Sessions and credentials are counted from indices, and what they need besides is looked up`(
    rows: EventScan.Rows,
    scope: EventScan.Scope
  ) throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine { $0.fields = [("protocol", "ssh")] }])
    var filter = RecordFilter()
    filter.protocols = ["ssh"]
    try harness.store.database.read { db in
      let plan = try plan(EventScan(StoreQuery(filter), db).sql(scope, rows: rows), db)
      for step in plan where !step.contains("SUBQUERY") {
        #expect(["COVERING INDEX", "PRIMARY KEY"].contains { step.contains($0) }, "\(plan)")
      }
      #expect(!plan.contains { $0.contains("event_detail") && $0.hasPrefix("SCAN") }, "\(plan)")
    }
  }

  private func plan(_ sql: String, _ db: Database) throws -> [String] {
    try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql.replacing("?", with: "1"))").map { $0["detail"] }
  }
}
