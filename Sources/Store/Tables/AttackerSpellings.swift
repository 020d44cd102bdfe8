internal import Addresses
internal import GRDB
internal import Records

/// Merges attackers that version 1 of the schema told apart by the spelling of their address.
///
/// The migration gives each its address's sort key, by which filters find it, and gives one of those with the same
/// address the canonical text. There may be millions of events, so those of the others are moved in small steps while
/// the store is in use. Until then, an attacker may be listed more than once.
enum AttackerSpellings {
  /// How many attackers are read before any of them is changed.
  private static let batch: Int64 = 1000

  private struct Attacker {
    let id: Int64
    let address: String
    let events: Int64
  }

  /// Migrates the attackers, and notes whose events are to be moved.
  static func prepare(_ db: Database) throws {
    try db.execute(sql: "CREATE TABLE attacker_spelling (id INTEGER PRIMARY KEY)")
    var last = Int64.min
    while case let attackers = try some(after: last, db), let end = attackers.last?.id {
      for attacker in attackers { try prepare(attacker, db) }
      last = end
    }
  }

  private static func some(after id: Int64, _ db: Database) throws -> [Attacker] {
    let statement = try Query(db, "SELECT id, address, events FROM attacker WHERE id > ? ORDER BY id LIMIT ?")
    try statement.bind(1, id)
    try statement.bind(2, batch)
    var attackers: [Attacker] = []
    while try statement.step() {
      attackers.append(
        Attacker(id: statement.int(0), address: statement.text(1) ?? "", events: statement.int(2))
      )
    }
    return attackers
  }

  private static func prepare(_ attacker: Attacker, _ db: Database) throws {
    guard let address = IPAddress(attacker.address)?.unmapped else { return }
    let canonical = "\(address)"
    // A canonical spelling already has its key, unless it has a zone.
    guard attacker.address != canonical || address.hasZone else { return }
    let key = try Query(db, "UPDATE attacker SET sort_key = ? WHERE id = ?")
    try key.bind(1, blob: AddressRange.sortKey(of: address))
    try key.bind(2, attacker.id)
    try key.run()
    guard attacker.address != canonical else { return }
    guard let other = try self.attacker(canonical, db) else { return try rename(attacker.id, canonical, db) }
    var moved = attacker.id
    if attacker.events > other.events {
      // Swap the texts, so that the fewer events are moved.
      try rename(other.id, "", db)
      try rename(attacker.id, canonical, db)
      try rename(other.id, attacker.address, db)
      moved = other.id
    }
    try Query.run(db, "INSERT OR IGNORE INTO attacker_spelling (id) VALUES (?)", moved)
  }

  /// Moves up to `count` of the oldest events of an attacker with another spelling; returns whether there may be more.
  static func move(_ count: Int, _ db: Database) throws -> Bool {
    guard let id = try next(db) else { return false }
    let address = try Names.text("address", of: id, in: "attacker", db)
    let canonical = IPAddress.canonicalText(of: address)
    // Retention may have deleted the attacker, and its number may have been reused.
    guard address != canonical else {
      try forget(id, db)
      return true
    }
    guard let kept = try attacker(canonical, db)?.id else {
      try rename(id, canonical, db)
      try forget(id, db)
      return true
    }
    try Query.run(
      db,
      """
      UPDATE event SET attacker = ?1 WHERE id IN
        (SELECT id FROM event INDEXED BY event_by_attacker WHERE attacker = ?2 ORDER BY time LIMIT ?3)
      """,
      kept,
      id,
      Int64(count)
    )
    let moved = Int64(db.changesCount)
    try add(moved, to: kept, db)
    try add(-moved, to: id, db)
    if moved < Int64(count) {
      try Query.run(db, "DELETE FROM attacker WHERE id = ?", id)
      try forget(id, db)
    }
    return true
  }

  private static func next(_ db: Database) throws -> Int64? {
    try Int64.fetchOne(db, sql: "SELECT id FROM attacker_spelling LIMIT 1")
  }

  private static func forget(_ id: Int64, _ db: Database) throws {
    try Query.run(db, "DELETE FROM attacker_spelling WHERE id = ?", id)
  }

  private static func attacker(_ address: String, _ db: Database) throws -> Attacker? {
    let statement = try Query(db, "SELECT id, events FROM attacker WHERE address = ?")
    try statement.bind(1, address)
    guard try statement.step() else { return nil }
    return Attacker(id: statement.int(0), address: address, events: statement.int(1))
  }

  private static func rename(_ id: Int64, _ address: String, _ db: Database) throws {
    let statement = try Query(db, "UPDATE attacker SET address = ? WHERE id = ?")
    try statement.bind(1, address)
    try statement.bind(2, id)
    try statement.run()
  }

  private static func add(_ events: Int64, to id: Int64, _ db: Database) throws {
    try Query.run(
      db,
      """
      UPDATE attacker SET events = events + ?1,
        first_time = (SELECT min(time) FROM event INDEXED BY event_by_attacker WHERE attacker = ?2),
        last_time = (SELECT max(time) FROM event INDEXED BY event_by_attacker WHERE attacker = ?2)
      WHERE id = ?2
      """,
      events,
      id
    )
  }
}

extension RecordStore {
  /// The most events moved in one transaction.
  private static let movedAtOnce = 2000

  /// Moves some events of attackers with several spellings, in one transaction that is too short to delay insertion.
  ///
  /// Inserters look addresses up by their canonical text, so they know none of the attackers that disappear.
  ///
  /// - Returns: whether there may be more to move.
  func uniteSpellings() throws(StoreError) -> Bool {
    try attempt("write to") { try database.write { db in try AttackerSpellings.move(Self.movedAtOnce, db) } }
  }
}
