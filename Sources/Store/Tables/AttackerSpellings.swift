internal import Addresses
internal import GRDB
internal import Records

/// Makes one attacker of those that version 1 of the schema told apart by how their address was spelled.
///
/// At once each gets the key of its address, by which filters find it, and one of those with the same address gets the
/// canonical text. Events may be millions: those of the others are moved to it little by little, while the store is in
/// use. Until then an attacker may be in a list more than once.
enum AttackerSpellings {
  /// How many attackers are looked at before any of them is changed.
  private static let batch: Int64 = 1000

  private struct Attacker {
    let id: Int64
    let address: String
    let events: Int64
  }

  /// Notes whose events are to be moved.
  static func note(_ db: Database) throws {
    try db.execute(sql: "CREATE TABLE attacker_spelling (id INTEGER PRIMARY KEY)")
    var last = Int64.min
    while case let attackers = try some(after: last, db), let end = attackers.last?.id {
      for attacker in attackers { try note(attacker, db) }
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

  private static func note(_ attacker: Attacker, _ db: Database) throws {
    guard let address = IPAddress(attacker.address)?.unmapped else { return }
    let canonical = "\(address)"
    // What is spelled so has its key, unless it is in a zone.
    guard attacker.address != canonical || address.hasZone else { return }
    let key = try Query(db, "UPDATE attacker SET sort_key = ? WHERE id = ?")
    try key.bind(1, blob: AddressRange.sortKey(of: address))
    try key.bind(2, attacker.id)
    try key.run()
    guard attacker.address != canonical else { return }
    guard let other = try self.attacker(canonical, db) else { return try rename(attacker.id, canonical, db) }
    var moved = attacker.id
    if attacker.events > other.events {
      // The fewer events are moved: the two change their texts.
      try rename(other.id, "", db)
      try rename(attacker.id, canonical, db)
      try rename(other.id, attacker.address, db)
      moved = other.id
    }
    let noting = try Query(db, "INSERT OR IGNORE INTO attacker_spelling (id) VALUES (?)")
    try noting.bind(1, moved)
    try noting.run()
  }

  /// Moves events of one attacker that is spelled otherwise, the oldest first.
  ///
  /// - Parameter count: how many at most.
  /// - Returns: whether there may be more to move.
  static func move(_ count: Int, _ db: Database) throws -> Bool {
    guard let id = try next(db) else { return false }
    let address = try Names.text("address", of: id, in: "attacker", db)
    let canonical = IPAddress.canonicalText(of: address)
    // Retention may have deleted it, and the number may be another one's since.
    guard address != canonical else {
      try forget(id, db)
      return true
    }
    guard let kept = try attacker(canonical, db)?.id else {
      try rename(id, canonical, db)
      try forget(id, db)
      return true
    }
    let moving = try Query(
      db,
      """
      UPDATE event SET attacker = ?1 WHERE id IN
        (SELECT id FROM event INDEXED BY event_by_attacker WHERE attacker = ?2 ORDER BY time LIMIT ?3)
      """
    )
    try moving.bind(1, kept)
    try moving.bind(2, id)
    try moving.bind(3, Int64(count))
    try moving.run()
    let moved = Int64(db.changesCount)
    try add(moved, to: kept, db)
    try add(-moved, to: id, db)
    if moved < Int64(count) {
      let deletion = try Query(db, "DELETE FROM attacker WHERE id = ?")
      try deletion.bind(1, id)
      try deletion.run()
      try forget(id, db)
    }
    return true
  }

  private static func next(_ db: Database) throws -> Int64? {
    let statement = try Query(db, "SELECT id FROM attacker_spelling LIMIT 1")
    return try statement.step() ? statement.int(0) : nil
  }

  private static func forget(_ id: Int64, _ db: Database) throws {
    let statement = try Query(db, "DELETE FROM attacker_spelling WHERE id = ?")
    try statement.bind(1, id)
    try statement.run()
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
    let statement = try Query(
      db,
      """
      UPDATE attacker SET events = events + ?1,
        first_time = (SELECT min(time) FROM event INDEXED BY event_by_attacker WHERE attacker = ?2),
        last_time = (SELECT max(time) FROM event INDEXED BY event_by_attacker WHERE attacker = ?2)
      WHERE id = ?2
      """
    )
    try statement.bind(1, events)
    try statement.bind(2, id)
    try statement.run()
  }
}
