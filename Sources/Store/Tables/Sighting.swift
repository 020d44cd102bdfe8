internal import GRDB

/// How often something was seen, and when.
struct Sighting {
  var count: Int64 = 0
  var first = Int64.max
  var last = Int64.min

  mutating func add(_ time: Int64) {
    count += 1
    first = min(first, time)
    last = max(last, time)
  }
}

/// What a transaction saw and has not written yet.
struct Sightings {
  private var pending: [Int64: Sighting] = [:]

  mutating func add(_ id: Int64, at time: Int64) { pending[id, default: Sighting()].add(time) }

  /// Adds the counts to the column `count` of a table, and updates its `first_time` and `last_time`.
  mutating func flush(to table: String, _ count: String, _ db: Database) throws {
    let statement = try Query(
      db,
      """
      UPDATE \(table) SET \(count) = \(count) + ?1, first_time = min(ifnull(first_time, ?2), ?2),
        last_time = max(ifnull(last_time, ?3), ?3) WHERE id = ?4
      """
    )
    for (id, sighting) in pending {
      try statement.bind(1, sighting.count)
      try statement.bind(2, sighting.first)
      try statement.bind(3, sighting.last)
      try statement.bind(4, id)
      try statement.run()
    }
    pending.removeAll(keepingCapacity: true)
  }
}
