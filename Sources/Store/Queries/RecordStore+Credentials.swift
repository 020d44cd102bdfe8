public import Basics
internal import GRDB
internal import Records

extension RecordStore {
  /// The credentials that were tried most often, the most first.
  ///
  /// - Throws: ``StoreError``.
  public func credentials(_ query: StoreQuery = StoreQuery()) throws(StoreError) -> [CredentialSummary] {
    try read("read") { db in
      let scan = try EventScan(query, db)
      let sightings =
        try query.wantsAll
        ? EventScan.sightings(in: "credential", "attempts", most: query.passedOver + query.count, db)
        : scan.sightings(by: \.credential)
      let page = query.page(of: sightings)
      let traces = try scan.traces(of: page.map(\.id), by: \.credential) { .credential($0) }
      return try page.map { try Self.summary($0.id, $0.sighting, traces[$0.id] ?? EventTraces(), db) }
    }
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
