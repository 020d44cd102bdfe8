internal import Basics
internal import GRDB
internal import Records

/// Numbers the names of one kind, and counts the events of each.
struct Interner {
  /// The number of remembered names at which all are forgotten.
  private static let capacity = 1 << 16

  private let find: String
  private let insert: String
  private let count: String
  private var known: [ExactText: Int64] = [:]
  /// Counts that are not written yet.
  private(set) var events: [Int64: Int64] = [:]

  init(table: String) {
    find = "SELECT id FROM \(table) WHERE name = ?"
    insert = "INSERT INTO \(table) (name) VALUES (?)"
    count = "UPDATE \(table) SET events = events + ? WHERE id = ?"
  }

  /// Counts an event, and returns the name's number.
  mutating func note(_ name: String, _ db: Database) throws -> Int64 {
    let id = try known[ExactText(name)] ?? number(of: name, db)
    events[id, default: 0] += 1
    return id
  }

  private mutating func number(of name: String, _ db: Database) throws -> Int64 {
    if known.count >= Self.capacity { known = [:] }
    let id = try Query.id(db, find: find, insert: insert, key: { try $0.bind(1, name) })
    known[ExactText(name)] = id
    return id
  }

  mutating func flush(_ db: Database) throws {
    let statement = try Query(db, count)
    for (id, count) in events {
      try statement.bind(1, count)
      try statement.bind(2, id)
      try statement.run()
    }
    events.removeAll(keepingCapacity: true)
  }
}

/// Looks up the texts that numbers stand for.
enum Names {
  /// The text of a number; empty for an unknown number.
  static func text(_ column: String, of id: Int64, in table: String, _ db: Database) throws -> String {
    let statement = try Query(db, "SELECT \(column) FROM \(table) WHERE id = ?")
    try statement.bind(1, id)
    return try statement.step() ? statement.text(0) ?? "" : ""
  }

  /// The first 16 bytes of a SHA-256 over texts, each after its length: an index entry for texts of any length.
  static func digest(of texts: [String?]) -> [UInt8] {
    var hash = SHA256()
    for text in texts {
      let length = Int64(text?.utf8.count ?? -1)
      withUnsafeBytes(of: length.littleEndian) { hash.update($0) }
      if var text { text.withUTF8 { hash.update(UnsafeRawBufferPointer($0)) } }
    }
    return Array(hash.finalize().prefix(16))
  }

  /// The names of numbers, sorted.
  static func sorted(_ ids: Set<Int64>, in table: String, _ db: Database) throws -> [String] {
    try ids.map { try text("name", of: $0, in: table, db) }.sorted()
  }
}
