internal import Basics
internal import GRDB

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

/// A user name and a password that were tried together; either may be missing.
struct Credential {
  let username: String?
  let password: String?

  init?(username: String?, password: String?) {
    guard username != nil || password != nil else { return nil }
    self.username = username
    self.password = password
  }

  /// Whether it is short enough to be kept in memory.
  var isShort: Bool { (username?.utf8.count ?? 0) + (password?.utf8.count ?? 0) <= 256 }

  /// The first 16 bytes of a SHA-256 over both, each after its length: an index entry for texts of any length.
  var digest: [UInt8] {
    var hash = SHA256()
    for text in [username, password] {
      let length = Int64(text?.utf8.count ?? -1)
      withUnsafeBytes(of: length.littleEndian) { hash.update($0) }
      if var text { text.withUTF8 { hash.update(UnsafeRawBufferPointer($0)) } }
    }
    return Array(hash.finalize().prefix(16))
  }
}

extension Credential: Hashable {
  static func == (lhs: Self, rhs: Self) -> Bool { lhs.texts == rhs.texts }

  func hash(into hasher: inout Hasher) { hasher.combine(texts) }

  private var texts: [ExactText?] { [username.map { ExactText($0) }, password.map { ExactText($0) }] }
}
