internal import GRDB
internal import GRDBSQLite

/// A statement with its bound values, stepped row by row.
///
/// GRDB boxes each column and ends a text at its first NUL; millions of rows can afford neither.
struct Query: ~Copyable {
  private let statement: Statement
  private let database: Database
  /// `SQLITE_TRANSIENT`, a macro: SQLite copies the value.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  /// - Parameter isKept: whether the statement is cached. The cache never shrinks, so this is for few different texts;
  ///   a cached statement must not be in use twice at a time.
  init(_ database: Database, _ sql: String, isKept: Bool = true) throws {
    self.database = database
    statement = try isKept ? database.cachedStatement(sql: sql) : database.makeStatement(sql: sql)
    sqlite3_reset(statement.sqliteStatement)
    sqlite3_clear_bindings(statement.sqliteStatement)
  }

  deinit {
    // An unfinished statement keeps its transaction open.
    sqlite3_reset(statement.sqliteStatement)
    sqlite3_clear_bindings(statement.sqliteStatement)
  }

  // MARK: - Values for the question marks, counted from 1

  func bind(_ index: Int32, _ value: Int64) throws {
    try check(sqlite3_bind_int64(statement.sqliteStatement, index, value))
  }

  func bind(_ index: Int32, _ value: String?) throws {
    guard var value else { return try check(sqlite3_bind_null(statement.sqliteStatement, index)) }
    try value.withUTF8 { try bind(index, text: UnsafeRawBufferPointer($0)) }
  }

  /// - Parameter text: UTF-8.
  func bind(_ index: Int32, text: UnsafeRawBufferPointer) throws {
    guard let base = text.baseAddress?.assumingMemoryBound(to: CChar.self), !text.isEmpty else {
      // Without an address it would be NULL.
      return try check(sqlite3_bind_text(statement.sqliteStatement, index, "", 0, Self.copied))
    }
    try check(sqlite3_bind_text(statement.sqliteStatement, index, base, Int32(text.count), Self.copied))
  }

  func bind(_ index: Int32, blob: [UInt8]?) throws {
    guard let blob else { return try check(sqlite3_bind_null(statement.sqliteStatement, index)) }
    try check(sqlite3_bind_blob(statement.sqliteStatement, index, blob, Int32(blob.count), Self.copied))
  }

  // MARK: - Rows

  /// Goes on to the next row; `false` at the end.
  func step() throws -> Bool {
    let code = sqlite3_step(statement.sqliteStatement)
    if code == SQLITE_ROW { return true }
    if code != SQLITE_DONE { try check(code) }
    return false
  }

  /// Runs a statement that returns no rows, and resets it for the next values.
  func run() throws {
    while try step() {}
    sqlite3_reset(statement.sqliteStatement)
  }

  /// Runs a statement once that returns no rows.
  static func run(_ database: Database, _ sql: String, _ values: Int64...) throws {
    let statement = try Query(database, sql)
    for (index, value) in values.enumerated() { try statement.bind(Int32(index + 1), value) }
    try statement.run()
  }

  /// Looks a row's id up, and inserts the row if there is none.
  ///
  /// - Parameters:
  ///   - find: selects the id; its values are those that `key` binds.
  ///   - insert: binds the same values, followed by those that `rest` binds.
  static func id(
    _ database: Database,
    find: String,
    insert: String,
    key: (borrowing Query) throws -> Void,
    rest: (borrowing Query) throws -> Void = { _ in }
  ) throws -> Int64 {
    let query = try Query(database, find)
    try key(query)
    if try query.step() { return query.int(0) }
    let statement = try Query(database, insert)
    try key(statement)
    try rest(statement)
    try statement.run()
    return database.lastInsertedRowID
  }

  // MARK: - Columns, counted from 0

  @inline(__always)
  func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement.sqliteStatement, column) }

  func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(statement.sqliteStatement, column) == SQLITE_NULL
  }

  /// The text; `nil` for NULL.
  func text(_ column: Int32) -> String? {
    isNull(column) ? nil : withBytes(column) { String(decoding: $0, as: UTF8.self) }
  }

  /// Passes the bytes of a text or blob, valid only in `body`.
  func withBytes<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
    -> Result
  {
    let bytes = sqlite3_column_blob(statement.sqliteStatement, column)
    let count = Int(sqlite3_column_bytes(statement.sqliteStatement, column))
    return try body(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
  }

  private func check(_ code: Int32) throws {
    guard code != SQLITE_OK else { return }
    let message = database.sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
    throw DatabaseError(resultCode: ResultCode(rawValue: code & 0xFF), message: message)
  }
}
