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
    var reader = RecordFileReader(
      file,
      from: try store.position(of: file).map { .position($0) } ?? .beginning
    )
    // Where it is, it knows only once it has begun.
    guard case .lines(let lines) = reader.next() else { return 0 }
    return lines.bytes.count + reader.bytesBehind
  }
}
