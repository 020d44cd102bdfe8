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

  /// Deletes up to `count` events from before a moment, in nanoseconds since 1970; returns how many.
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
    try discount(events, \.decky, in: "decky")
    try discount(events, \.service, in: "service")
    try discount(events, \.eventType, in: "event_type")
    let first = "first_time = (SELECT min(time) FROM event INDEXED BY event_by_"
    try discount(events, \.attacker, in: "attacker", first + "attacker WHERE attacker = ?2)")
    try discount(
      events,
      \.credential,
      in: "credential",
      count: "attempts",
      first + "credential WHERE credential = ?2 AND credential > 0)"
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

  /// Subtracts events from the counts of a table, and removes the rows that have none left.
  ///
  /// - Parameter change: a further column to update; `?2` is the row's id.
  private func discount(
    _ events: [Event],
    _ subject: KeyPath<ScannedEvent, Int64>,
    in table: String,
    count column: String = "events",
    _ change: String? = nil
  ) throws {
    var counts: [Int64: Int64] = [:]
    for event in events where event.scanned[keyPath: subject] > 0 {
      counts[event.scanned[keyPath: subject], default: 0] += 1
    }
    let change = change.map { ", \($0)" } ?? ""
    let update = "UPDATE \(table) SET \(column) = \(column) - ?1\(change) WHERE id = ?2"
    let remove = "DELETE FROM \(table) WHERE id = ? AND \(column) <= 0"
    for (id, count) in counts {
      try Query.run(database, update, count, id)
      try Query.run(database, remove, id)
    }
  }
}
