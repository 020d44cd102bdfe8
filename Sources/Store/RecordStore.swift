internal import Basics
internal import Evidence
internal import Files
internal import GRDB
internal import Glibc
package import Logging
internal import Records
internal import Synchronization

/// Records in an SQLite database.
///
/// Any number of tasks may query while records are being added. All calls block their thread, up to ``busyTimeout`` if
/// another process has locked the database.
package final class RecordStore: Sendable {
  /// How long a call waits for another process, in seconds.
  static let busyTimeout = 2.0
  /// How long ``close()`` waits for another process, in milliseconds.
  private static let closingTime = 200
  /// The writer's page cache, in KiB: insertion touches pages all over the indices.
  private static let writingCache = 65_536
  /// The page cache of each of up to five readers, in KiB.
  private static let readingCache = 8_192
  /// The database's page size, in bytes.
  static let pageSize = 4096
  /// The size that checkpoints keep the write-ahead log to, in bytes.
  static let logSize = 8 << 20

  package let path: String
  private let pool: Mutex<DatabasePool>
  let inserter = Mutex(Insertion())

  /// Opens a store, and creates it if there is none.
  package convenience init(_ path: String) throws(StoreError) { self.init(path, try Self.open(path)) }

  private init(_ path: String, _ pool: DatabasePool) {
    self.path = path
    self.pool = Mutex(pool)
  }

  /// Opens an existing store read-only.
  package convenience init(reading path: String) throws(StoreError) {
    guard access(path, R_OK) == 0 else { throw Self.failure(path, errno) }
    var configuration = Self.configuration
    configuration.readonly = true
    let pool = try Self.attempt("open", path) {
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.read { db in
        try Self.check(db, path)
        guard try StoreSchema.migrator.hasCompletedMigrations(db) else {
          throw StoreError(
            .failed,
            "cannot open \(path): created by an earlier version; a collector will update it"
          )
        }
      }
      return pool
    }
    self.init(path, pool)
  }

  /// Opens a store, and creates it if there is none; a damaged one is set aside and replaced.
  package convenience init(replacingDamaged path: String, logger: Logger) throws(StoreError) {
    do {
      try self.init(path)
    } catch {
      guard error.code == .damaged else { throw error }
      let aside = try Self.setAside(path, now: RecordTime(nanoseconds: WallClock.now))
      logger.error("\(error.message): it is now \(aside), and is rebuilt")
      try self.init(path)
    }
  }

  var database: DatabasePool { pool.withLock { $0 } }

  // MARK: - Opening

  private static func open(_ path: String) throws(StoreError) -> DatabasePool {
    try makeFile(path)
    return try attempt("open", path) {
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.read { try check($0, path) }
      try StoreSchema.migrator.migrate(pool)
      return pool
    }
  }

  /// - Parameter action: what failed if `body` throws.
  static func attempt<Result>(_ action: String, _ path: String, _ body: () throws -> Result)
    throws(StoreError) -> Result
  {
    do { return try body() } catch { throw StoreError(action, path, error) }
  }

  func attempt<Result>(_ action: String, _ body: () throws -> Result) throws(StoreError) -> Result {
    try Self.attempt(action, path, body)
  }

  /// Reads in one transaction.
  func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    try attempt("read") { try database.read(body) }
  }

  /// Creates the file with mode 0640, where SQLite would use 0644.
  ///
  /// An existing file must not be opened here: closing it would release this process's locks on it (fcntl(2)).
  private static func makeFile(_ path: String) throws(StoreError) {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
    if descriptor >= 0 {
      Glibc.close(descriptor)
    } else if errno != EEXIST {
      throw failure(path, errno)
    }
    guard let status = FileStatus(of: path) else { throw failure(path, errno) }
    guard status.isRegularFile else { throw StoreError(.foreign, "cannot open \(path): not a regular file") }
  }

  private static func failure(_ path: String, _ number: Int32) -> StoreError {
    let code: StoreErrorCode =
      switch number {
      case EACCES, EPERM, EROFS: .permissionDenied
      case ENOENT, ENOTDIR: .missing
      case ENOSPC, EDQUOT: .noSpace
      default: .failed
      }
    return StoreError(code, "cannot open \(path)", errno: number)
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "decklog.store"
    configuration.busyMode = .timeout(busyTimeout)
    configuration.prepareDatabase { db in
      guard !db.configuration.readonly else {
        return try db.execute(sql: "PRAGMA cache_size = -\(readingCache)")
      }
      // The first two only take effect before the first table is created.
      try db.execute(sql: "PRAGMA page_size = \(pageSize)")
      try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
      try db.execute(sql: "PRAGMA synchronous = NORMAL")
      try db.execute(sql: "PRAGMA cache_size = -\(writingCache)")
      try db.execute(sql: "PRAGMA wal_autocheckpoint = \(logSize / pageSize)")
      try db.execute(sql: "PRAGMA journal_size_limit = \(logSize)")
      try db.execute(sql: "PRAGMA secure_delete = OFF")
    }
    return configuration
  }

  /// Checks that the database is empty, or a store of this version or an earlier one.
  ///
  /// The migrator creates its own table first; a process killed before the first migration leaves only that table.
  private static func check(_ db: Database, _ path: String) throws {
    let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let count = "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'"
    let tables = try Int.fetchOne(db, sql: count) ?? 0
    guard application == StoreSchema.applicationID || (application == 0 && tables == 0) else {
      throw StoreError(.foreign, "cannot open \(path): another program's database")
    }
    if try StoreSchema.migrator.hasBeenSuperseded(db) {
      throw StoreError(.laterVersion, "cannot open \(path): created by a later version of decklog")
    }
  }

  // MARK: - Damage

  /// Renames a damaged database, and returns its new path; every query fails until ``reopen()``.
  func setAside(now: RecordTime) throws(StoreError) -> String {
    database.interrupt()
    try? database.close()
    return try Self.setAside(path, now: now)
  }

  /// Creates a new database after ``setAside(now:)``; may be retried if it throws.
  func reopen() throws(StoreError) {
    let opened = try Self.open(path)
    pool.withLock { $0 = opened }
    inserter.withLock { $0 = Insertion() }
  }

  private static func setAside(_ path: String, now: RecordTime) throws(StoreError) -> String {
    let name = path + ".corrupt-" + now.rfc3339Seconds.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
    // Another may have been set aside in the same second.
    var (aside, number) = (name, 1)
    while access(aside, F_OK) == 0 {
      number += 1
      aside = "\(name)-\(number)"
    }
    for suffix in ["", "-wal", "-shm"] {
      // A file that is missing may have been renamed by an earlier attempt.
      guard rename(path + suffix, aside + suffix) != 0, errno != ENOENT else { continue }
      throw StoreError(.failed, "cannot rename \(path)", errno: errno)
    }
    return aside
  }

  /// Checkpoints the write-ahead log unless another process holds it, and closes all connections; queries then fail.
  package func close() {
    database.interrupt()
    // Closing the last connection would not do it, since that is a reader.
    try? database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA busy_timeout = \(Self.closingTime)")
      try db.checkpoint(.truncate)
    }
    try? database.close()
  }

  /// The size of the database and its write-ahead log in bytes.
  package var size: Int {
    ["", "-wal", "-shm"].reduce(0) { size, suffix in
      size.addingSaturated(FileStatus(of: path + suffix)?.size ?? 0)
    }
  }
}
