internal import GRDB

extension EventScan {
  /// How often each attacker, or each credential, is in the events; the most frequent first. Events without one count for
  /// nothing.
  func sightings(by subject: KeyPath<ScannedEvent, Int64>) throws -> [(id: Int64, sighting: Sighting)] {
    var sightings: [Int64: Sighting] = [:]
    try run { event in
      let id = event[keyPath: subject]
      if id > 0 { sightings[id, default: Sighting()].add(event.time) }
      return true
    }
    return sightings.map { ($0, $1) }.sorted { ($1.sighting.count, $0.id) < ($0.sighting.count, $1.id) }
  }

  /// The same of all events, which are counted already.
  ///
  /// - Parameters:
  ///   - table: has `first_time` and `last_time`.
  ///   - count: its column for how often.
  ///   - most: how many are wanted.
  static func sightings(in table: String, _ count: String, most: Int, _ db: Database) throws -> [(
    id: Int64, sighting: Sighting
  )] {
    let statement = try Query(
      db,
      """
      SELECT id, \(count), first_time, last_time FROM \(table) WHERE \(count) > 0
      ORDER BY \(count) DESC, id LIMIT ?
      """
    )
    try statement.bind(1, Int64(most))
    var sightings: [(id: Int64, sighting: Sighting)] = []
    while try statement.step() {
      let sighting = Sighting(count: statement.int(1), first: statement.int(2), last: statement.int(3))
      sightings.append((statement.int(0), sighting))
    }
    return sightings
  }
}
