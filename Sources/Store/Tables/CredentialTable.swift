internal import GRDB

/// Gives each credential a number, and counts how often it was tried.
struct CredentialTable {
  private static let capacity = 1 << 16

  private var known: [Credential: Int64] = [:]
  private var sightings = Sightings()

  /// Counts an attempt.
  ///
  /// - Returns: the number; 0 where nothing was tried.
  mutating func note(_ credential: Credential?, at time: Int64, _ db: Database) throws -> Int64 {
    guard let credential else { return 0 }
    let id = try known[credential] ?? number(of: credential, db)
    sightings.add(id, at: time)
    return id
  }

  private mutating func number(of credential: Credential, _ db: Database) throws -> Int64 {
    if known.count >= Self.capacity { known = [:] }
    let digest = credential.digest
    let id: Int64
    let query = try Query(db, "SELECT id FROM credential WHERE digest = ?")
    try query.bind(1, blob: digest)
    if try query.step() {
      id = query.int(0)
    } else {
      let statement = try Query(db, "INSERT INTO credential (digest, username, password) VALUES (?, ?, ?)")
      try statement.bind(1, blob: digest)
      try statement.bind(2, credential.username)
      try statement.bind(3, credential.password)
      try statement.run()
      id = db.lastInsertedRowID
    }
    if credential.isShort { known[credential] = id }
    return id
  }

  /// Writes the counts.
  mutating func flush(_ db: Database) throws { try sightings.flush(to: "credential", "attempts", db) }
}
