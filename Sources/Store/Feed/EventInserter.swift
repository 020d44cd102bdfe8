internal import Basics
internal import GRDB
internal import Records

/// Inserts records into the tables.
struct EventInserter {
  private var deckies = Interner(table: "decky")
  private var services = Interner(table: "service")
  private var types = Interner(table: "event_type")
  private var attackers = AttackerTable()
  private var credentials = CredentialTable()
  private var details = DetailTable()

  /// Adds a record, read from the line `json`. Its time is `now` if it has none, in nanoseconds since 1970.
  mutating func insert(_ record: EventRecord, json: UnsafeRawBufferPointer, now: Int64, _ db: Database) throws
  {
    let time = record.time?.nanoseconds ?? now
    let tried = record.credentials
    let attacker = try attackers.note(record.attacker, at: time, db)
    let values = [
      time,
      attacker,
      try deckies.note(record.decky, db),
      try services.note(record.service, db),
      try types.note(record.eventType, db),
      try credentials.note(tried.first, at: time, db),
    ]
    let statement = try Query(
      db,
      """
      INSERT INTO event (time, attacker, decky, service, event_type, credential, json)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """
    )
    for (index, value) in values.enumerated() { try statement.bind(Int32(index + 1), value) }
    try statement.bind(7, text: json)
    try statement.run()
    let id = db.lastInsertedRowID
    let text = try Query(db, "INSERT INTO event_text (rowid, text) VALUES (?, ?)")
    try text.bind(1, id)
    try text.bind(2, FullText.text(of: record))
    try text.run()
    try details.note(
      record,
      event: id,
      at: time,
      attacker: attacker,
      further: tried.dropFirst(),
      &credentials,
      db
    )
  }

  /// Writes the counts, at the end of a transaction.
  mutating func flush(_ db: Database) throws {
    try deckies.flush(db)
    try services.flush(db)
    try types.flush(db)
    try attackers.flush(db)
    try credentials.flush(db)
    try details.flush(db)
  }
}
