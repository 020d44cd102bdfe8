internal import Basics
internal import GRDB
package import Records
internal import Synchronization

/// How long records are kept, and how many.
package struct Retention: Sendable, Hashable {
  /// The least ``keepSize``, in bytes.
  package static let smallestSize = 16 << 20

  /// The age in seconds at which records are deleted; `nil` keeps them.
  package var keep: Int?
  /// The size of the database files in bytes beyond which the oldest records are deleted; `nil` keeps them.
  package var keepSize: Int?

  /// By default everything is kept.
  package init(keep: Int? = nil, keepSize: Int? = nil) {
    self.keep = keep
    self.keepSize = keepSize.map { max($0, Self.smallestSize) }
  }
}

extension RecordStore {
  /// The most events deleted in one transaction.
  private static let deletedAtOnce = 500
  /// The most pages returned to the file system in one transaction.
  private static let vacuumedAtOnce = 1000

  /// Deletes some records that are no longer kept, and frees space, in a transaction too short to delay insertion.
  ///
  /// - Returns: whether there is more to do.
  package func prune(_ retention: Retention, now: RecordTime) throws(StoreError) -> Bool {
    try attempt("delete from") {
      guard try database.write({ db in try Self.delete(retention, now, db) }) > 0 else { return try vacuum() }
      // The inserter may remember names that were deleted.
      inserter.withLock { $0 = Insertion() }
      return true
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

  /// The bytes of the pages in use.
  private static func usedBytes(_ db: Database) throws -> Int {
    let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
    return (pages - free) * pageSize
  }

  private func vacuum() throws -> Bool {
    try database.writeWithoutTransaction { db in
      let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
      guard free > Self.vacuumedAtOnce else { return false }
      try Query.run(db, "PRAGMA incremental_vacuum(\(Self.vacuumedAtOnce))")
      // The checkpoint shrinks the file; it does not wait for readers.
      try db.checkpoint(.passive)
      return free > 2 * Self.vacuumedAtOnce
    }
  }
}
