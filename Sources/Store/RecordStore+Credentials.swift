internal import GRDB
internal import Records

extension RecordStore {
  /// The credentials that were tried most often, the most first.
  ///
  /// - Throws: ``StoreError``.
  public func credentials(_ query: StoreQuery = StoreQuery()) throws(StoreError) -> [CredentialSummary] {
    try read("read") { db in
      let scan = try EventScan(query, db)
      let sightings = query.wantsAll ? try Self.allCredentials(query, db) : try Self.credentials(scan)
      let page = query.page(of: sightings)
      let traces = try scan.traces(of: page.map(\.id), by: \.credential) { .credential($0) }
      return try page.map { try Self.summary($0.id, $0.sighting, traces[$0.id] ?? EventTraces(), db) }
    }
  }

  private static func credentials(_ scan: EventScan) throws -> [(id: Int64, sighting: Sighting)] {
    var sightings: [Int64: Sighting] = [:]
    try scan.run { event in
      if event.credential > 0 { sightings[event.credential, default: Sighting()].add(event.time) }
      return true
    }
    return sightings.map { ($0, $1) }.sorted { ($1.sighting.count, $0.id) < ($0.sighting.count, $1.id) }
  }

  /// All records are counted already.
  private static func allCredentials(_ query: StoreQuery, _ db: Database) throws -> [(
    id: Int64, sighting: Sighting
  )] {
    let statement = try Query(
      db,
      """
      SELECT id, attempts, first_time, last_time FROM credential WHERE attempts > 0
      ORDER BY attempts DESC, id LIMIT ?
      """
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
  ) throws -> CredentialSummary {
    let statement = try Query(db, "SELECT username, password FROM credential WHERE id = ?")
    try statement.bind(1, id)
    let isThere = try statement.step()
    return CredentialSummary(
      username: isThere ? statement.text(0) : nil,
      password: isThere ? statement.text(1) : nil,
      attempts: Int(sighting.count),
      attackers: traces.attackers.count,
      first: RecordTime(nanoseconds: sighting.first),
      last: RecordTime(nanoseconds: sighting.last)
    )
  }
}
