internal import GRDB

/// The texts that numbers stand for.
enum Names {
  /// A text; empty where the number is nothing's.
  static func text(_ column: String, of id: Int64, in table: String, _ db: Database) throws -> String {
    let statement = try Query(db, "SELECT \(column) FROM \(table) WHERE id = ?")
    try statement.bind(1, id)
    return try statement.step() ? statement.text(0) ?? "" : ""
  }

  /// Texts, sorted.
  static func sorted(_ ids: Set<Int64>, in table: String, _ db: Database) throws -> [String] {
    try ids.map { try text("name", of: $0, in: table, db) }.sorted()
  }
}
