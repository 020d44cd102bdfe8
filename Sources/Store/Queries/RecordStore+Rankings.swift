import Basics
internal import GRDB
package import Records

/// Every call throws ``StoreError``.
extension RecordStore: RecordQuerying {
  package func attackers(_ query: StoreQuery = StoreQuery()) throws(StoreError) -> [AttackerSummary] {
    try read { db in
      try Self.ranking(query, "attacker", "events", by: \.attacker, EventScan.Scope.attacker, db).map { row in
        AttackerSummary(
          address: try Names.text("address", of: row.id, in: "attacker", db),
          events: Int(row.sighting.count),
          first: RecordTime(nanoseconds: row.sighting.first),
          last: RecordTime(nanoseconds: row.sighting.last),
          deckies: row.traces.deckies.count,
          services: row.traces.services.count,
          credentials: row.traces.credentials.count,
          fromClients: row.traces.fromClients
        )
      }
    }
  }

  package func credentials(_ query: StoreQuery = StoreQuery()) throws(StoreError) -> [CredentialSummary] {
    try read { db in
      try Self.ranking(query, "credential", "attempts", by: \.credential, EventScan.Scope.credential, db)
        .map { row in
          let statement = try Query(db, "SELECT username, password FROM credential WHERE id = ?")
          try statement.bind(1, row.id)
          let isThere = try statement.step()
          return CredentialSummary(
            username: isThere ? statement.text(0) : nil,
            password: isThere ? statement.text(1) : nil,
            attempts: Int(row.sighting.count),
            attackers: row.traces.attackers.count,
            first: RecordTime(nanoseconds: row.sighting.first),
            last: RecordTime(nanoseconds: row.sighting.last)
          )
        }
    }
  }

  /// The wanted page of attackers or credentials, the most frequent first, with what their events contain.
  private static func ranking(
    _ query: StoreQuery,
    _ table: String,
    _ count: String,
    by subject: KeyPath<ScannedEvent, Int64>,
    _ scope: (Int64) -> EventScan.Scope,
    _ db: Database
  ) throws -> [(id: Int64, sighting: Sighting, traces: EventTraces)] {
    let scan = try EventScan(query, db)
    let sightings =
      try query.wantsAll
      ? Sighting.all(in: table, count, most: query.ranks.upperBound, db) : scan.sightings(by: subject)
    let page = query.page(of: sightings)
    let traces = try scan.traces(of: page.map(\.id), by: subject, scope)
    return page.map { ($0.id, $0.sighting, traces[$0.id] ?? EventTraces()) }
  }

  package func tally(_ subject: Tally.Subject, _ query: StoreQuery = StoreQuery()) throws(StoreError)
    -> [Tally]
  {
    try read { db in
      let counts =
        query.wantsAll ? try Self.allCounts(subject, db) : try Self.counts(subject, EventScan(query, db))
      let sorted = counts.sorted { ($1.count, $0.id) < ($0.count, $1.id) }
      return try query.page(of: sorted).map { id, count in
        Tally(name: try Names.text("name", of: id, in: subject.rawValue, db), events: Int(count))
      }
    }
  }

  private typealias Counts = [(id: Int64, count: Int64)]

  private static func counts(_ subject: Tally.Subject, _ scan: EventScan) throws -> Counts {
    var counts: [Int64: Int64] = [:]
    try scan.run { event in
      switch subject {
      case .decky: counts[event.decky, default: 0] += 1
      case .service: counts[event.service, default: 0] += 1
      case .eventType: counts[event.eventType, default: 0] += 1
      }
      return true
    }
    return counts.map { ($0, $1) }
  }

  /// The counts of all records, which the tables keep.
  private static func allCounts(_ subject: Tally.Subject, _ db: Database) throws -> Counts {
    let statement = try Query(db, "SELECT id, events FROM \(subject.rawValue) WHERE events > 0")
    var counts: Counts = []
    while try statement.step() { counts.append((statement.int(0), statement.int(1))) }
    return counts
  }

  package func totals(_ query: StoreQuery = StoreQuery()) throws(StoreError) -> StoreTotals {
    try read { db in query.wantsAll ? try Self.allTotals(db) : try Self.totals(EventScan(query, db)) }
  }

  private static func totals(_ scan: EventScan) throws -> StoreTotals {
    var events = 0
    var traces = EventTraces()
    try scan.run { event in
      events += 1
      traces.add(event)
      return true
    }
    return StoreTotals(
      events: events,
      attackers: traces.attackers.count,
      deckies: traces.deckies.count,
      services: traces.services.count
    )
  }

  private static func allTotals(_ db: Database) throws -> StoreTotals {
    let statement = try Query(
      db,
      """
      SELECT (SELECT ifnull(sum(events), 0) FROM decky), (SELECT count(*) FROM attacker WHERE events > 0),
        (SELECT count(*) FROM decky WHERE events > 0), (SELECT count(*) FROM service WHERE events > 0)
      """
    )
    guard try statement.step() else { throw StoreError(.failed, "no totals") }
    return StoreTotals(
      events: Int(statement.int(0)),
      attackers: Int(statement.int(1)),
      deckies: Int(statement.int(2)),
      services: Int(statement.int(3))
    )
  }
}
