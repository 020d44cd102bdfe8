internal import GRDB
internal import Records

extension RecordStore {
  /// The attackers with the most events, the most first.
  ///
  /// - Throws: ``StoreError``.
  public func attackers(_ query: StoreQuery = StoreQuery()) throws(StoreError) -> [AttackerSummary] {
    try read("read") { db in
      let scan = try EventScan(query, db)
      let sightings = query.wantsAll ? try Self.allAttackers(query, db) : try Self.attackers(scan)
      let page = query.page(of: sightings)
      let traces = try scan.traces(of: page.map(\.id), by: \.attacker) { .attacker($0) }
      return try page.map { try Self.summary($0.id, $0.sighting, traces[$0.id] ?? EventTraces(), db) }
    }
  }

  private static func attackers(_ scan: EventScan) throws -> [(id: Int64, sighting: Sighting)] {
    var sightings: [Int64: Sighting] = [:]
    try scan.run { event in
      if event.attacker > 0 { sightings[event.attacker, default: Sighting()].add(event.time) }
      return true
    }
    return sightings.map { ($0, $1) }.sorted { ($1.sighting.count, $0.id) < ($0.sighting.count, $1.id) }
  }

  /// All records are counted already.
  private static func allAttackers(_ query: StoreQuery, _ db: Database) throws -> [(
    id: Int64, sighting: Sighting
  )] {
    let statement = try Query(
      db,
      "SELECT id, events, first_time, last_time FROM attacker WHERE events > 0 ORDER BY events DESC, id LIMIT ?"
    )
    try statement.bind(1, Int64(query.passedOver + query.count))
    var sightings: [(id: Int64, sighting: Sighting)] = []
    while try statement.step() {
      let sighting = Sighting(count: statement.int(1), first: statement.int(2), last: statement.int(3))
      sightings.append((statement.int(0), sighting))
    }
    return sightings
  }

  private static func summary(
    _ id: Int64,
    _ sighting: Sighting,
    _ traces: EventTraces,
    _ db: Database
  ) throws -> AttackerSummary {
    AttackerSummary(
      address: try Names.text("address", of: id, in: "attacker", db),
      events: Int(sighting.count),
      first: RecordTime(nanoseconds: sighting.first),
      last: RecordTime(nanoseconds: sighting.last),
      deckies: traces.deckies.count,
      services: traces.services.count,
      credentials: traces.credentials.count
    )
  }
}
