import Basics
import Foundation
import Glibc
import GRDB
import Records
import RecordTestSupport
import Testing
import TestSupport

@testable import Store

struct OpeningTests {
  private let directory: ScratchDirectory
  private let path: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decoy.db")
  }

  @Test func `A new store is readable by the group only and gives space back`() throws {
    let store = try RecordStore(path)
    for suffix in ["", "-wal", "-shm"] {
      var status = stat()
      #expect(stat(path + suffix, &status) == 0)
      // What the umask takes away is the operator's to say.
      #expect(status.st_mode & 0o137 == 0 && status.st_mode & 0o600 == 0o600)
    }
    #expect(try store.database.read { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") } == 2)
    #expect(try store.database.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
  }

  @Test func `A store is opened again`() throws {
    try RecordStore(path).close()
    #expect(try RecordStore(path).totals().events == 0)
  }

  /// What another process had made before it was killed.
  enum Beginning: CaseIterable {
    case file, log, migrations

    func make(_ path: String) throws {
      RotatingFile.make(path, [])
      guard self != .file else { return }
      let pool = try DatabasePool(path: path)
      if self == .migrations { try DatabaseMigrator().migrate(pool) }
      try pool.close()
    }
  }

  @Test(arguments: Beginning.allCases)
  func `A store that a killed process has begun is made whole`(beginning: Beginning) throws {
    try beginning.make(path)
    let store = try RecordStore(path)
    #expect(try store.totals().events == 0)
    let id = try store.database.read { try Int32.fetchOne($0, sql: "PRAGMA application_id") }
    #expect(id == StoreSchema.applicationID)
  }

  @Test func `A store of a later version is refused`() throws {
    let store = try RecordStore(path)
    try store.database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
    store.close()
    #expect(code(path) == .laterVersion)
  }

  @Test func `The database of another program is refused`() throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: "CREATE TABLE t (x)") }
    try queue.close()
    #expect(code(path) == .foreign)
  }

  @Test func `A file that is not a database is damaged`() {
    RotatingFile.make(path, Array(String(repeating: "no database ", count: 1000).utf8))
    #expect(code(path) == .damaged)
  }

  @Test func `A missing directory is reported`() {
    #expect(code(directory.file("none/decoy.db")) == .missing)
  }

  @Test func `A directory has no store in it`() { #expect(code(directory.path) == .foreign) }

  @Test func `A FIFO is no store`() {
    RotatingFile.makePipe(path)
    #expect(code(path) == .foreign)
  }

  @Test(.disabled(if: geteuid() == 0, "root may write everywhere"))
  func `A read-only directory is reported`() throws {
    chmod(directory.path, 0o500)
    defer { chmod(directory.path, 0o700) }
    #expect(code(path) == .permissionDenied)
  }

  private func code(_ path: String) -> StoreError.Code? {
    do throws(StoreError) {
      _ = try RecordStore(path)
      return nil
    } catch {
      #expect(error.message.contains(path))
      return error.code
    }
  }
}
