internal import GRDB
internal import Records

/// Stores what only some records have: a session, a protocol, further credentials, and an address that a client can set.
struct DetailTable {
  private var sessions = SessionNumbers()
  private var protocols = Interner(table: "protocol")

  /// - Parameters:
  ///   - id: the event's number.
  ///   - attacker: its attacker's number.
  ///   - further: the record's credentials without the first.
  mutating func note(
    _ record: EventRecord,
    event id: Int64,
    at time: Int64,
    attacker: Int64,
    further: ArraySlice<Credential>,
    _ credentials: inout CredentialTable,
    _ db: Database
  ) throws {
    let session = try sessions.note(record, at: time, attacker: attacker, db)
    let name = try record.networkProtocol.map { try protocols.note($0, db) } ?? 0
    let isFromClient = record.isAddressFromClient
    guard session > 0 || name > 0 || !further.isEmpty || isFromClient else { return }
    try Query.run(
      db,
      "INSERT INTO event_detail (id, session, protocol, credentials, header) VALUES (?, ?, ?, ?, ?)",
      id,
      session,
      name,
      Int64(further.count),
      isFromClient ? 1 : 0
    )
    for credential in further {
      let number = try credentials.note(credential, at: time, db)
      try Query.run(
        db,
        "INSERT INTO event_credential (credential, time, event) VALUES (?, ?, ?)",
        number,
        time,
        id
      )
    }
  }

  mutating func flush(_ db: Database) throws {
    try sessions.flush(db)
    try protocols.flush(db)
  }
}

/// Numbers the sessions that honeypots name, and counts their events.
private struct SessionNumbers {
  private static let capacity = 1 << 16

  /// Two honeypots may use the same name.
  private struct Key: Hashable {
    let name: ExactText
    let scope: [ExactText?]

    /// Whether it is short enough to be kept in memory.
    let isShort: Bool

    init(_ record: EventRecord, _ name: String) {
      let scope = [record.decky, record.origin?.container, record.origin?.id, record.source]
      self.name = ExactText(name)
      self.scope = scope.map { $0.map { ExactText($0) } }
      isShort = scope.reduce(0) { $0 + ($1?.utf8.count ?? 0) } <= 1024
    }
  }

  private struct Known {
    let id: Int64
    /// 0 as long as no event has an address.
    var attacker: Int64
    /// Whether an event had no address.
    var hasUnknown: Bool
  }

  private var known: [Key: Known] = [:]
  private var sightings = Sightings()

  /// Counts an event, and returns its session's number; 0 if the record names no session.
  mutating func note(_ record: EventRecord, at time: Int64, attacker: Int64, _ db: Database) throws -> Int64 {
    guard let name = record.session else { return 0 }
    let key = Key(record, name)
    var session = try known[key] ?? self.session(name, record, db)
    if attacker > 0 ? session.attacker == 0 : !session.hasUnknown {
      try Query.run(
        db,
        """
        UPDATE session SET attacker = iif(attacker = 0, ?2, attacker), has_unknown = max(has_unknown, ?2 = 0)
        WHERE id = ?1
        """,
        session.id,
        attacker
      )
      if attacker > 0 { session.attacker = attacker } else { session.hasUnknown = true }
    }
    if known.count >= Self.capacity { known = [:] }
    if key.isShort { known[key] = session }
    sightings.add(session.id, at: time)
    return session.id
  }

  private func session(_ name: String, _ record: EventRecord, _ db: Database) throws -> Known {
    let digest = Names.digest(of: [
      record.decky, record.origin?.container, record.origin?.id, record.source,
    ])
    let query = try Query(db, "SELECT id, attacker, has_unknown FROM session WHERE name = ? AND scope = ?")
    try query.bind(1, name)
    try query.bind(2, blob: digest)
    if try query.step() {
      return Known(id: query.int(0), attacker: query.int(1), hasUnknown: query.int(2) > 0)
    }
    let statement = try Query(db, "INSERT INTO session (name, scope) VALUES (?, ?)")
    try statement.bind(1, name)
    try statement.bind(2, blob: digest)
    try statement.run()
    return Known(id: db.lastInsertedRowID, attacker: 0, hasUnknown: false)
  }

  mutating func flush(_ db: Database) throws { try sightings.flush(to: "session", "events", db) }
}
