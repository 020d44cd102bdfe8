public import Basics
internal import GRDB
internal import Records

extension RecordStore {
  /// The attackers with the most events, the most first.
  ///
  /// - Throws: ``StoreError``.
  public func attackers(_ query: StoreQuery = StoreQuery()) throws(StoreError) -> [AttackerSummary] {
    try read("read") { db in
      let scan = try EventScan(query, db)
      let sightings =
        try query.wantsAll
        ? EventScan.sightings(in: "attacker", "events", most: query.passedOver + query.count, db)
        : scan.sightings(by: \.attacker)
      let page = query.page(of: sightings)
      let traces = try scan.traces(of: page.map(\.id), by: \.attacker) { .attacker($0) }
      return try page.map { try Self.summary($0.id, $0.sighting, traces[$0.id] ?? EventTraces(), db) }
    }
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
