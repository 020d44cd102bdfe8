internal import GRDB
internal import Records

/// Adds the details of events that versions 1 and 2 of the schema stored, which had no tables for them.
///
/// There may be millions of events, so they are read in small steps while the store is in use, the newest first. Until
/// then, filters by session or protocol miss them.
enum EarlierDetails {
  private struct Event {
    let id: Int64
    let time: Int64
    let attacker: Int64
    let record: EventRecord?
  }

  /// Notes which events are to be read: those up to the last one.
  static func prepare(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE event_detail_missing (id INTEGER PRIMARY KEY);
        INSERT INTO event_detail_missing SELECT id FROM event ORDER BY id DESC LIMIT 1;
        """
    )
  }

  /// Reads up to `count` events; returns whether there may be more.
  static func add(_ count: Int, _ db: Database) throws -> Bool {
    guard let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM event_detail_missing") else {
      return false
    }
    let events = try events(to: last, count, db)
    var details = DetailTable()
    var credentials = CredentialTable()
    for event in events {
      guard let record = event.record else { continue }
      try details.note(
        record,
        event: event.id,
        at: event.time,
        attacker: event.attacker,
        further: record.credentials.dropFirst(),
        &credentials,
        db
      )
    }
    try details.flush(db)
    try credentials.flush(db)
    try Query.run(db, "DELETE FROM event_detail_missing")
    guard let first = events.last?.id, events.count == count else { return false }
    try Query.run(db, "INSERT INTO event_detail_missing (id) VALUES (?)", first - 1)
    return true
  }

  /// The events up to a number, the newest first, without those that have details: their numbers were used again.
  private static func events(to last: Int64, _ count: Int, _ db: Database) throws -> [Event] {
    let statement = try Query(
      db,
      """
      SELECT id, time, attacker, json FROM event WHERE id <= ?
        AND NOT EXISTS (SELECT 1 FROM event_detail WHERE event_detail.id = event.id)
      ORDER BY id DESC LIMIT ?
      """
    )
    try statement.bind(1, last)
    try statement.bind(2, Int64(count))
    var events: [Event] = []
    while try statement.step() {
      let record = statement.withBytes(3) { EventRecord(json: $0) }
      events.append(
        Event(id: statement.int(0), time: statement.int(1), attacker: statement.int(2), record: record)
      )
    }
    return events
  }
}

extension RecordStore {
  /// The most events read in one transaction.
  private static let readAtOnce = 2000

  /// Adds the details of some events that an earlier version stored, in one transaction; returns whether there may be
  /// more. Attackers must not be in several spellings any more.
  func addEarlierDetails() throws(StoreError) -> Bool {
    try attempt("write to") { try database.write { db in try EarlierDetails.add(Self.readAtOnce, db) } }
  }
}
