public import Basics
internal import GRDB
internal import Records

extension RecordStore {
  /// The names with the most events, the most first.
  ///
  /// - Throws: ``StoreError``.
  public func tally(_ subject: Tally.Subject, _ query: StoreQuery = StoreQuery()) throws(StoreError)
    -> [Tally]
  {
    try read("read") { db in
      let counts =
        query.wantsAll ? try Self.allCounts(subject, db) : try Self.counts(subject, EventScan(query, db))
      let sorted = counts.sorted { ($1.count, $0.id) < ($0.count, $1.id) }
      return try query.page(of: sorted).map { id, count in
        Tally(name: try Names.text("name", of: id, in: subject.rawValue, db), events: Int(count))
      }
    }
  }

  private static func counts(_ subject: Tally.Subject, _ scan: EventScan) throws -> [(
    id: Int64, count: Int64
  )] {
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

  /// All records are counted already.
  private static func allCounts(_ subject: Tally.Subject, _ db: Database) throws -> [(
    id: Int64, count: Int64
  )] {
    let statement = try Query(db, "SELECT id, events FROM \(subject.rawValue) WHERE events > 0")
    var counts: [(id: Int64, count: Int64)] = []
    while try statement.step() { counts.append((statement.int(0), statement.int(1))) }
    return counts
  }

  /// How much there is.
  ///
  /// - Parameter query: which events count; its limit and offset count for nothing.
  /// - Throws: ``StoreError``.
  public func totals(_ query: StoreQuery = StoreQuery()) throws(StoreError) -> StoreTotals {
    let size = size
    return try read("read") { db in
      query.wantsAll ? try Self.allTotals(size, db) : try Self.totals(EventScan(query, db), size)
    }
  }

  private static func totals(_ scan: EventScan, _ size: Int) throws -> StoreTotals {
    var sighting = Sighting()
    var traces = EventTraces()
    try scan.run { event in
      sighting.add(event.time)
      traces.add(event)
      return true
    }
    return StoreTotals(
      events: Int(sighting.count),
      attackers: traces.attackers.count,
      deckies: traces.deckies.count,
      services: traces.services.count,
      credentials: traces.credentials.count,
      first: sighting.count > 0 ? RecordTime(nanoseconds: sighting.first) : nil,
      last: sighting.count > 0 ? RecordTime(nanoseconds: sighting.last) : nil,
      size: size
    )
  }

  private static func allTotals(_ size: Int, _ db: Database) throws -> StoreTotals {
    let statement = try Query(
      db,
      """
      SELECT (SELECT ifnull(sum(events), 0) FROM decky), (SELECT count(*) FROM attacker WHERE events > 0),
        (SELECT count(*) FROM decky WHERE events > 0), (SELECT count(*) FROM service WHERE events > 0),
        (SELECT count(*) FROM credential WHERE attempts > 0), (SELECT min(time) FROM event),
        (SELECT max(time) FROM event)
      """
    )
    guard try statement.step() else { throw StoreError(.failed, "no totals") }
    return StoreTotals(
      events: Int(statement.int(0)),
      attackers: Int(statement.int(1)),
      deckies: Int(statement.int(2)),
      services: Int(statement.int(3)),
      credentials: Int(statement.int(4)),
      first: statement.isNull(5) ? nil : RecordTime(nanoseconds: statement.int(5)),
      last: statement.isNull(6) ? nil : RecordTime(nanoseconds: statement.int(6)),
      size: size
    )
  }
}
