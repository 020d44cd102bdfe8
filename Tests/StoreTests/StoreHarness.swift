import Records
import RecordTestSupport
import TestSupport

@testable import RotatedFiles
@testable import Store

/// A store in a directory of its own, and the record file that it is filled from.
struct StoreHarness: ~Copyable {
  let directory: ScratchDirectory
  let path: String
  let store: RecordStore
  var file: RotatingFile
  var reader: RotatedFileReader

  init() throws {
    let directory = try ScratchDirectory()
    let store = try RecordStore(directory.file("decoy.db"))
    self.directory = directory
    self.store = store
    path = store.path
    file = RotatingFile(directory.file("decoy.json"))
    reader = Self.reader(file.path, from: .beginning)
  }

  /// A reader that does not wait for the end of a rotated file.
  static func reader(_ path: String, from start: RotatedFileStart) -> RotatedFileReader {
    RotatedFileReader(path, from: start, grace: 0, now: { 0 })
  }

  /// Writes lines into the file and brings them into the store.
  @discardableResult
  mutating func add(_ lines: [RecordLine]) throws -> IngestResult {
    file.append(lines.map { $0.json + "\n" }.joined())
    return try ingest()
  }

  /// Brings what is in the file into the store.
  @discardableResult
  mutating func ingest() throws -> IngestResult {
    var sum = IngestResult()
    while true {
      let result = try store.ingest(&reader)
      sum.records += result.records
      sum.invalid += result.invalid
      sum.tooLong += result.tooLong
      sum.losses += result.losses
      if result.isAtEnd { return sum }
    }
  }

  /// The lines in the store, the oldest first.
  func lines(_ query: StoreQuery = StoreQuery(limit: StoreQuery.mostResults)) throws -> [String] {
    try store.events(query, isOldestFirst: true).events.map(\.json)
  }
}
