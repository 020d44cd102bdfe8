import GRDB
import Glibc
import Testing

@testable import Store

extension RecordStore {
  /// Overwrites all pages but the first behind SQLite's back, and lets it forget what it knows of them.
  func damage() throws {
    let count = try database.writeWithoutTransaction { db in
      try db.checkpoint(.truncate)
      let count = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      // Opened in here, and not closed: to close it would end the locks.
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      #expect(descriptor >= 0)
      #expect(count > 20)
      let page = [UInt8](repeating: 0x5A, count: 4096)
      for index in 1..<count { #expect(pwrite(descriptor, page, 4096, off_t(index * 4096)) == 4096) }
      try db.execute(sql: "PRAGMA shrink_memory")
      return count
    }
    #expect(count > 1)
  }
}
