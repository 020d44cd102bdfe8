public import Basics
internal import GRDB
public import Records
internal import Synchronization

extension RecordStore {
  /// How many events are deleted in one transaction.
  private static let deletedAtOnce = 500
  /// How many pages are given back to the file system in one transaction.
  private static let vacuumedAtOnce = 1000

  /// Deletes some of what is to be kept no longer, and gives some of the room back to the file system.
  ///
  /// Each call is one short transaction, so that insertion never waits long.
  ///
  /// - Returns: whether there is more to be done.
  /// - Throws: ``StoreError``.
  public func prune(_ retention: Retention, now: RecordTime) throws(StoreError) -> Bool {
    do {
      let deleted = try database.write { db in try Self.delete(retention, now, db) }
      if deleted > 0 {
        // Names may have been deleted that have numbers yet.
        inserter.withLock { $0 = Insertion() }
        return true
      }
      return try vacuum()
    } catch {
      throw StoreError("delete from", path, error)
    }
  }

  private static func delete(_ retention: Retention, _ now: RecordTime, _ db: Database) throws -> Int {
    let deletion = Deletion(db)
    var deleted = 0
    if let keep = retention.keep {
      let (age, isTooLong) = Int64(keep).multipliedReportingOverflow(by: 1_000_000_000)
      let (moment, isTooEarly) = now.nanoseconds.subtractingReportingOverflow(age)
      if !isTooLong, !isTooEarly { deleted = try deletion.run(before: moment, count: deletedAtOnce) }
    }
    if deleted == 0, let keepSize = retention.keepSize,
      try usedBytes(db) > keepSize - logSize - vacuumedAtOnce * pageSize
    {
      deleted = try deletion.run(before: .max, count: deletedAtOnce)
    }
    return deleted
  }

  /// The bytes of the pages that have something in them.
  private static func usedBytes(_ db: Database) throws -> Int {
    let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
    return (pages - free) * pageSize
  }

  private func vacuum() throws -> Bool {
    try database.writeWithoutTransaction { db in
      let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
      guard free > Self.vacuumedAtOnce else { return false }
      do {
        let statement = try Query(db, "PRAGMA incremental_vacuum(\(Self.vacuumedAtOnce))")
        while try statement.step() {}
      }
      // The file gets smaller when the log is written back; readers are not waited for.
      try db.checkpoint(.passive)
      return free > 2 * Self.vacuumedAtOnce
    }
  }
}
