internal import GRDB

/// Gives each text of one kind a number, and counts the events of each.
struct Interner {
  /// How many are remembered until all are forgotten.
  private static let capacity = 1 << 16

  private let find: String
  private let insert: String
  private let count: String
  private var known: [ExactText: Int64] = [:]
  /// What is not written yet.
  private(set) var events: [Int64: Int64] = [:]

  init(table: String) {
    find = "SELECT id FROM \(table) WHERE name = ?"
    insert = "INSERT INTO \(table) (name) VALUES (?)"
    count = "UPDATE \(table) SET events = events + ? WHERE id = ?"
  }

  /// Counts an event.
  ///
  /// - Returns: the number.
  mutating func note(_ name: String, _ db: Database) throws -> Int64 {
    let id = try known[ExactText(name)] ?? number(of: name, db)
    events[id, default: 0] += 1
    return id
  }

  private mutating func number(of name: String, _ db: Database) throws -> Int64 {
    if known.count >= Self.capacity { known = [:] }
    let id: Int64
    let query = try Query(db, find)
    try query.bind(1, name)
    if try query.step() {
      id = query.int(0)
    } else {
      let statement = try Query(db, insert)
      try statement.bind(1, name)
      try statement.run()
      id = db.lastInsertedRowID
    }
    known[ExactText(name)] = id
    return id
  }

  /// Writes the counts.
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
