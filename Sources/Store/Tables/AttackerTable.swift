internal import Addresses
internal import GRDB
internal import Records

/// Numbers attackers, with one number for all spellings of an address, and counts their events.
struct AttackerTable {
  private static let capacity = 1 << 17
  /// The longest spelling to remember, in bytes; a collector's records have no longer ones.
  private static let longestKnown = 255

  /// Keyed by spelling, so that known ones need no parsing.
  private var known: [ExactText: Int64] = [:]
  private var sightings = Sightings()

  /// Counts an event, and returns the attacker's number; 0 if no address is known.
  mutating func note(_ address: String?, at time: Int64, _ db: Database) throws -> Int64 {
    guard let address else { return 0 }
    let id = try known[ExactText(address)] ?? number(of: address, db)
    sightings.add(id, at: time)
    return id
  }

  private mutating func number(of address: String, _ db: Database) throws -> Int64 {
    if known.count >= Self.capacity { known = [:] }
    let value = IPAddress(address)?.unmapped
    let canonical = value.map { "\($0)" } ?? address
    let id = try Query.id(
      db,
      find: "SELECT id FROM attacker WHERE address = ?",
      insert: "INSERT INTO attacker (address, sort_key) VALUES (?, ?)",
      key: { try $0.bind(1, canonical) },
      rest: { try $0.bind(2, blob: value.map { AddressRange.sortKey(of: $0) }) }
    )
    if address.utf8.count <= Self.longestKnown { known[ExactText(address)] = id }
    return id
  }

  mutating func flush(_ db: Database) throws { try sightings.flush(to: "attacker", "events", db) }
}
