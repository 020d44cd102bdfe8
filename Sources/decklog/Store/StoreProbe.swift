import Doctor
import Records
import Store

/// Knows how far a store is behind its record file.
struct StoreProbe: ConsumerProbe {
  /// The store.
  let path: String
  /// The record file.
  let file: String

  var name: String { "the store \(path)" }

  func bytesBehind() async throws -> Int {
    let store = try RecordStore(reading: path)
    defer { store.close() }
    let start = try store.position(of: file).map { RecordFileStart.position($0) } ?? .beginning
    return RecordFileReader(file, from: start).bytesBehind
  }
}
