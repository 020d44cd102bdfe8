internal import Basics
internal import Evidence
internal import Files
internal import GRDB
internal import Glibc
public import Logging
internal import Records
internal import Synchronization

/// Records in a database (SQLite), to be asked about.
///
/// Any number of tasks may ask while records are being added. All calls block their thread, the longest for as long as
/// another process has the database for itself (``busyTimeout``).
public final class RecordStore: Sendable {
  /// How many seconds are waited for another process.
  static let busyTimeout = 2.0
  /// How many milliseconds are waited for another process at the end.
  private static let closingTime = 200
  /// The pages of the database that the connection for writing keeps in memory, in KiB: the indices are written to in all
  /// places.
  private static let writingCache = 65_536
  /// The same for each of up to five connections for reading.
  private static let readingCache = 8_192
  /// The size of a page of the database, in bytes.
  static let pageSize = 4096
  /// How large the log of changes is left after it was written back, in bytes.
  static let logSize = 8 << 20

  /// The database file.
  public let path: String
  private let pool: Mutex<DatabasePool>
  let inserter = Mutex(Insertion())

  /// Opens a store, and makes it where there is none.
  ///
  /// - Throws: ``StoreError``; nothing has happened.
  public convenience init(_ path: String) throws(StoreError) {
    self.init(path, try Self.open(path))
  }

  private init(_ path: String, _ pool: DatabasePool) {
    self.path = path
    self.pool = Mutex(pool)
  }

  /// Opens a store that is there, to ask it; nothing is written to it.
  ///
  /// - Throws: ``StoreError``.
  public convenience init(reading path: String) throws(StoreError) {
    guard access(path, R_OK) == 0 else { throw Self.failure(path, errno) }
    var configuration = Self.configuration
    configuration.readonly = true
    do {
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.read { db in
        try Self.check(db, path)
        guard try StoreSchema.migrator.hasCompletedMigrations(db) else {
          throw StoreError(
            .failed,
            "cannot open \(path): made by an earlier version; a collector brings it up to date"
          )
        }
      }
      self.init(path, pool)
    } catch {
      throw StoreError("open", path, error)
    }
  }

  /// Opens a store, and makes it where there is none; one that is damaged is put aside and made anew.
  ///
  /// - Throws: ``StoreError``; nothing has happened.
  public convenience init(replacingDamaged path: String, logger: Logger) throws(StoreError) {
    do {
      try self.init(path)
    } catch {
      guard error.code == .damaged else { throw error }
      let aside = try Self.putAside(path, now: RecordTime(nanoseconds: WallClock.now))
      logger.error("\(error.message): it is now \(aside), and is made anew")
      try self.init(path)
    }
  }

  /// The connections.
  var database: DatabasePool { pool.withLock { $0 } }

  // MARK: - Opening

  private static func open(_ path: String) throws(StoreError) -> DatabasePool {
    try makeFile(path)
    do {
      let pool = try DatabasePool(path: path, configuration: configuration)
      try prepare(pool)
      return pool
    } catch {
      throw StoreError("open", path, error)
    }
  }

  /// SQLite gives a new file the mode 0644.
  ///
  /// A file that is there must not be opened here: to close it would end the locks that this process has on it.
  private static func makeFile(_ path: String) throws(StoreError) {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
    if descriptor >= 0 {
      Glibc.close(descriptor)
    } else if errno != EEXIST {
      throw failure(path, errno)
    }
    guard let status = FileStatus(of: path) else { throw failure(path, errno) }
    guard status.isRegularFile else {
      throw StoreError(.foreign, "cannot open \(path): not a regular file")
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> StoreError {
    let message = "cannot open \(path): \(String(cString: strerror(code)))"
    switch code {
    case EACCES, EPERM, EROFS: return StoreError(.permissionDenied, message)
    case ENOENT, ENOTDIR: return StoreError(.missing, message)
    case ENOSPC, EDQUOT: return StoreError(.noSpace, message)
    default: return StoreError(.failed, message)
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "decklog.store"
    configuration.busyMode = .timeout(busyTimeout)
    configuration.prepareDatabase { db in
      guard !db.configuration.readonly else {
        return try db.execute(sql: "PRAGMA cache_size = -\(readingCache)")
      }
      // Only before the first table is made do the first two have an effect.
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

  private static func prepare(_ pool: DatabasePool) throws {
    try pool.read { try check($0, pool.path) }
    try StoreSchema.migrator.migrate(pool)
  }

  /// Whether the database is a store of this version or an earlier one, or empty.
  ///
  /// The migrator makes a table of its own before it runs the first migration. A process that is killed in between leaves
  /// nothing but that table.
  private static func check(_ db: Database, _ path: String) throws {
    let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let count = "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'"
    let tables = try Int.fetchOne(db, sql: count) ?? 0
    guard application == StoreSchema.applicationID || (application == 0 && tables == 0) else {
      throw StoreError(.foreign, "cannot open \(path): the database of another program")
    }
    if try StoreSchema.migrator.hasBeenSuperseded(db) {
      throw StoreError(.laterVersion, "cannot open \(path): made by a later version of decklog")
    }
  }

  // MARK: - Damage

  /// Puts a damaged database aside; until ``reopen()`` whatever is asked fails.
  ///
  /// - Returns: the path where it is now.
  /// - Throws: ``StoreError``.
  func putAside(now: RecordTime) throws(StoreError) -> String {
    database.interrupt()
    try? database.close()
    return try Self.putAside(path, now: now)
  }

  /// Begins a new database where the old one was put aside.
  ///
  /// - Throws: ``StoreError``; it can be tried again.
  func reopen() throws(StoreError) {
    let opened = try Self.open(path)
    pool.withLock { $0 = opened }
    inserter.withLock { $0 = Insertion() }
  }

  private static func putAside(_ path: String, now: RecordTime) throws(StoreError) -> String {
    let name = path + ".corrupt-" + now.rfc3339.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
    // Several may have been put aside in one second.
    var (aside, number) = (name, 1)
    while access(aside, F_OK) == 0 {
      number += 1
      aside = "\(name)-\(number)"
    }
    for suffix in ["", "-wal", "-shm"] {
      // One that is not there may have been renamed already.
      guard rename(path + suffix, aside + suffix) != 0, errno != ENOENT else { continue }
      throw StoreError(.failed, "cannot rename \(path): \(String(cString: strerror(errno)))")
    }
    return aside
  }

  /// Writes the log of changes back, unless another process keeps it, and ends all connections; what is being asked, or
  /// is asked afterwards, fails.
  public func close() {
    database.interrupt()
    // The last connection that is ended can't do it: it is one for reading.
    try? database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA busy_timeout = \(Self.closingTime)")
      try db.checkpoint(.truncate)
    }
    try? database.close()
  }

  /// The bytes of the database and its log of changes.
  public var size: Int {
    ["", "-wal", "-shm"].reduce(0) { size, suffix in
      size.addingSaturated(FileStatus(of: path + suffix)?.size ?? 0)
    }
  }
}
