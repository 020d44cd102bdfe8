import Foundation
import GRDB
import Records
import RecordTestSupport
import RotatedFiles
import Testing
import TestSupport

@testable import Store

/// A record file is the same one whatever path the store knows it by.
struct SourceNameTests {
  /// What the store has been told of up to now, under another path.
  private static func rename(_ harness: borrowing StoreHarness, to path: String) throws {
    try harness.store.database.write { db in
      try db.execute(sql: "UPDATE source SET path = ?", arguments: [path])
    }
  }

  private static func paths(_ harness: borrowing StoreHarness) throws -> [String] {
    try harness.store.database.read { db in
      try String.fetchAll(db, sql: "SELECT path FROM source ORDER BY path")
    }
  }

  @Test(arguments: ["decoy.json", "./decoy.json", "../logs/decoy.json", "/gone/decoy.json"])
  func `A file that was known by another path goes on where its storing ended`(path: String) throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine { $0.message = "1" }])
    try Self.rename(harness, to: path)
    let position = try #require(try harness.store.takeUp(harness.file.path))
    #expect(try Self.paths(harness) == [harness.file.path])
    harness.reader = StoreHarness.reader(harness.file.path, from: .position(position))
    try harness.add([RecordLine { $0.message = "2" }])
    #expect(try harness.store.events().events.map(\.record.message).sorted() == ["1", "2"])
    #expect(try Self.paths(harness) == [harness.file.path])
  }

  @Test func `It is found in what it was rotated to, too`() throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine { $0.message = "1" }])
    try Self.rename(harness, to: "decoy.json")
    harness.file.rename()
    harness.file.reopen()
    harness.file.append(RecordLine { $0.message = "2" }.json + "\n")
    #expect(try harness.store.takeUp(harness.file.path) != nil)
  }

  @Test func `To ask for the place renames nothing`() throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine()])
    try Self.rename(harness, to: "decoy.json")
    #expect(try harness.store.position(of: harness.file.path) != nil)
    #expect(try Self.paths(harness) == ["decoy.json"])
  }

  @Test(arguments: ["other.json", "decoy.log"])
  func `A file of another name is another one`(path: String) throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine()])
    try Self.rename(harness, to: path)
    #expect(try harness.store.takeUp(harness.file.path) == nil)
    #expect(try Self.paths(harness) == [path])
  }

  @Test func `A file of the same name with other content is another one`() throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine { $0.message = "1" }])
    try Self.rename(harness, to: "decoy.json")
    try Data(RecordLine { $0.message = "2" }.json.utf8).write(to: URL(filePath: harness.file.path))
    #expect(try harness.store.takeUp(harness.file.path) == nil)
  }

  @Test func `A copy elsewhere, which is still there, keeps its place for itself`() throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine()])
    let other = harness.directory.file("other")
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: harness.file.path, toPath: other + "/decoy.json")
    try Self.rename(harness, to: other + "/decoy.json")
    #expect(try harness.store.takeUp(harness.file.path) == nil)
    #expect(try Self.paths(harness) == [other + "/decoy.json"])
  }
}
