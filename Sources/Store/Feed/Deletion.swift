internal import GRDB
internal import Records

/// Deletes the oldest events, and subtracts them from the counts.
struct Deletion {
  private struct Event {
    let scanned: ScannedEvent
    let text: String
  }

  private let database: Database

  init(_ database: Database) { self.database = database }

  /// Deletes up to `count` events from before a moment, in nanoseconds since 1970.
  ///
  /// - Returns: how many were deleted.
  func run(before moment: Int64, count: Int) throws -> Int {
    let events = try oldest(before: moment, count: count)
    guard !events.isEmpty else { return 0 }
    for event in events {
      let text = try Query(
        database,
        "INSERT INTO event_text (event_text, rowid, text) VALUES ('delete', ?, ?)"
      )
      try text.bind(1, event.scanned.id)
      try text.bind(2, event.text)
      try text.run()
      try Query.run(database, "DELETE FROM event WHERE id = ?", event.scanned.id)
    }
    for (subject, table) in [(\.decky, "decky"), (\.service, "service"), (\.eventType, "event_type")]
      as [(KeyPath<ScannedEvent, Int64>, String)]
    {
      try discount(
        events,
        subject,
        "UPDATE \(table) SET events = events - ? WHERE id = ?",
        "DELETE FROM \(table) WHERE id = ? AND events <= 0"
      )
    }
    try discount(
      events,
      \.attacker,
      """
      UPDATE attacker SET events = events - ?1,
        first_time = (SELECT min(time) FROM event INDEXED BY event_by_attacker WHERE attacker = ?2) WHERE id = ?2
      """,
      "DELETE FROM attacker WHERE id = ? AND events <= 0"
    )
    try discount(
      events,
      \.credential,
      """
      UPDATE credential SET attempts = attempts - ?1,
        first_time = (SELECT min(time) FROM event INDEXED BY event_by_credential
          WHERE credential = ?2 AND credential > 0) WHERE id = ?2
      """,
      "DELETE FROM credential WHERE id = ? AND attempts <= 0"
    )
    return events.count
  }

  private func oldest(before moment: Int64, count: Int) throws -> [Event] {
    let statement = try Query(
      database,
      """
      SELECT \(ScannedEvent.columns), json FROM event INDEXED BY event_by_time
      WHERE time < ? ORDER BY time LIMIT ?
      """
    )
    try statement.bind(1, moment)
    try statement.bind(2, Int64(count))
    var events: [Event] = []
    while try statement.step() {
      let record = statement.withBytes(7) { EventRecord(json: $0) }
      events.append(Event(scanned: ScannedEvent(statement), text: record.map { FullText.text(of: $0) } ?? ""))
    }
    return events
  }

  /// Subtracts events from counts, and removes the rows that have none left.
  private func discount(
    _ events: [Event],
    _ subject: KeyPath<ScannedEvent, Int64>,
    _ update: String,
    _ remove: String
  ) throws {
    var counts: [Int64: Int64] = [:]
    for event in events where event.scanned[keyPath: subject] > 0 {
      counts[event.scanned[keyPath: subject], default: 0] += 1
    }
    let updating = try Query(database, update)
    let removing = try Query(database, remove)
    for (id, count) in counts {
      try updating.bind(1, count)
      try updating.bind(2, id)
      try updating.run()
      try removing.bind(1, id)
      try removing.run()
    }
  }
}
