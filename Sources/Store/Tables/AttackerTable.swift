internal import Addresses
internal import GRDB
internal import Records

/// Gives each attacker's address a number, one for all its spellings, and counts its events.
struct AttackerTable {
  private static let capacity = 1 << 17
  /// The longest spelling that is remembered, in bytes: no record of a collector's has a longer one.
  private static let longestKnown = 255

  /// By spelling: what is known needs not be read as an address.
  private var known: [ExactText: Int64] = [:]
  private var sightings = Sightings()

  /// Counts an event.
  ///
  /// - Returns: the number; 0 where no address is known.
  mutating func note(_ address: String?, at time: Int64, _ db: Database) throws -> Int64 {
    guard let address else { return 0 }
    let id = try known[ExactText(address)] ?? number(of: address, db)
    sightings.add(id, at: time)
    return id
  }

  private mutating func number(of address: String, _ db: Database) throws -> Int64 {
    if known.count >= Self.capacity { known = [:] }
    let id: Int64
    let value = IPAddress(address)?.unmapped
    let canonical = value.map { "\($0)" } ?? address
    let query = try Query(db, "SELECT id FROM attacker WHERE address = ?")
    try query.bind(1, canonical)
    if try query.step() {
      id = query.int(0)
    } else {
      let statement = try Query(db, "INSERT INTO attacker (address, sort_key) VALUES (?, ?)")
      try statement.bind(1, canonical)
      try statement.bind(2, blob: value.map { AddressRange.sortKey(of: $0) })
      try statement.run()
      id = db.lastInsertedRowID
    }
    if address.utf8.count <= Self.longestKnown { known[ExactText(address)] = id }
    return id
  }

  /// Writes the counts.
  mutating func flush(_ db: Database) throws { try sightings.flush(to: "attacker", "events", db) }
}
