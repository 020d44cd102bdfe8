internal import GRDB
internal import Records

/// Numbers credentials, and counts how often each was tried.
struct CredentialTable {
  private static let capacity = 1 << 16

  private var known: [Credential: Int64] = [:]
  private var sightings = Sightings()

  /// Counts an attempt, and returns the credential's number; 0 if nothing was tried.
  mutating func note(_ credential: Credential?, at time: Int64, _ db: Database) throws -> Int64 {
    guard let credential else { return 0 }
    let id = try known[credential] ?? number(of: credential, db)
    sightings.add(id, at: time)
    return id
  }

  private mutating func number(of credential: Credential, _ db: Database) throws -> Int64 {
    if known.count >= Self.capacity { known = [:] }
    let digest = credential.digest
    let id = try Query.id(
      db,
      find: "SELECT id FROM credential WHERE digest = ?",
      insert: "INSERT INTO credential (digest, username, password) VALUES (?, ?, ?)",
      key: { try $0.bind(1, blob: digest) },
      rest: { statement in
        try statement.bind(2, credential.username)
        try statement.bind(3, credential.password)
      }
    )
    if credential.isShort { known[credential] = id }
    return id
  }

  mutating func flush(_ db: Database) throws { try sightings.flush(to: "credential", "attempts", db) }
}

extension Credential {
  /// Whether it is short enough to be kept in memory.
  var isShort: Bool { (username?.utf8.count ?? 0) + (password?.utf8.count ?? 0) <= 256 }

  var digest: [UInt8] { Names.digest(of: [username, password]) }
}
