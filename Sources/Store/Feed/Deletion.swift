internal import GRDB
internal import Records

/// Deletes the oldest events, and subtracts them from the counts.
struct Deletion {
  private struct Event {
    let scanned: ScannedEvent
    let proto: Int64
    /// The numbers of all credentials but the first.
    var further: [Int64] = []
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
      try Query.run(database, "DELETE FROM event_credential WHERE event = ?", event.scanned.id)
      try Query.run(database, "DELETE FROM event_detail WHERE id = ?", event.scanned.id)
      try Query.run(database, "DELETE FROM event WHERE id = ?", event.scanned.id)
    }
    try discount(events.map(\.scanned.decky), in: "decky")
    try discount(events.map(\.scanned.service), in: "service")
    try discount(events.map(\.scanned.eventType), in: "event_type")
    try discount(events.map(\.proto), in: "protocol")
    try discount(events.map(\.scanned.session), in: "session")
    let attackers = events.map(\.scanned.attacker)
    try discount(
      attackers,
      in: "attacker",
      "first_time = (SELECT min(time) FROM event INDEXED BY event_by_attacker WHERE attacker = ?2)"
    )
    // Another attacker may get the number of one that is gone.
    for attacker in Set(attackers) where attacker > 0 {
      try Query.run(
        database,
        """
        UPDATE session SET attacker = 0 WHERE attacker = ?1 AND attacker > 0
          AND NOT EXISTS (SELECT 1 FROM attacker WHERE id = ?1)
        """,
        attacker
      )
    }
    try discount(
      events.flatMap { [$0.scanned.credential] + $0.further },
      in: "credential",
      count: "attempts",
      """
      first_time = (SELECT min(first) FROM (
        SELECT min(time) AS first FROM event INDEXED BY event_by_credential WHERE credential = ?2 AND credential > 0
        UNION ALL SELECT min(time) FROM event_credential WHERE credential = ?2))
      """
    )
    return events.count
  }

  private func oldest(before moment: Int64, count: Int) throws -> [Event] {
    let statement = try Query(
      database,
      """
      SELECT \(ScannedEvent.columns), \(ScannedEvent.detailColumns), event_detail.protocol, json
      FROM event INDEXED BY event_by_time \(ScannedEvent.joins)
      WHERE event.time < ? ORDER BY event.time LIMIT ?
      """
    )
    try statement.bind(1, moment)
    try statement.bind(2, Int64(count))
    var events: [Event] = []
    while try statement.step() {
      let record = statement.withBytes(11) { EventRecord(json: $0) }
      let scanned = ScannedEvent(statement, hasDetails: true)
      events.append(
        Event(
          scanned: scanned,
          proto: statement.int(10),
          further: scanned.further > 0 ? try FurtherCredentials.of(scanned.id, database) : [],
          text: record.map { FullText.text(of: $0) } ?? ""
        )
      )
    }
    return events
  }

  /// Subtracts events from the counts of a table, and removes the rows that have none left.
  ///
  /// - Parameters:
  ///   - ids: a row's id for each event; 0 for none.
  ///   - change: a further column to update; `?2` is the row's id.
  private func discount(
    _ ids: [Int64],
    in table: String,
    count column: String = "events",
    _ change: String? = nil
  ) throws {
    var counts: [Int64: Int64] = [:]
    for id in ids where id > 0 { counts[id, default: 0] += 1 }
    let change = change.map { ", \($0)" } ?? ""
    let update = "UPDATE \(table) SET \(column) = \(column) - ?1\(change) WHERE id = ?2"
    let remove = "DELETE FROM \(table) WHERE id = ? AND \(column) <= 0"
    for (id, count) in counts {
      try Query.run(database, update, count, id)
      try Query.run(database, remove, id)
    }
  }
}
