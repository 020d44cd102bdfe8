import EventViews
import Records

/// The records of a file, and of those that rotations made of it, as they come.
struct FileRecordSource: RecordSource, ~Copyable {
  private var reader: RecordFileReader

  /// - Parameters:
  ///   - file: the record file; it may come later.
  ///   - start: where to begin.
  init(_ file: String, from start: RecordFileStart) { reader = RecordFileReader(file, from: start) }

  /// How many bytes were not read yet, as far as that is known; of compressed files as they stand.
  var bytesBehind: Int { reader.bytesBehind }

  /// Whether there is more to come behind a file that was rotated a moment ago, to which somebody may still append.
  var isWaitingForRotation: Bool { reader.isWaitingForRotation }

  mutating func next() -> RecordBatch? {
    switch reader.next() {
    case .lines(let lines):
      let note =
        "\(lines.tooLong) lines were longer than \(RecordFileReader.maximumLine) bytes and are left out"
      return RecordBatch(lines: lines.bytes, notes: lines.tooLong > 0 ? [note] : [])
    case .lost(let loss): return RecordBatch(lines: [], notes: [Self.text(loss)])
    case nil: return nil
    }
  }

  private static func text(_ loss: RecordFileLoss) -> String {
    let cause =
      switch loss.cause {
      case .gone: "was rotated away and is gone"
      case .truncated: "was truncated, and no copy of it is there"
      case .damaged: "is damaged"
      }
    let known = loss.knownBytes > 0 ? ", at least \(loss.knownBytes) bytes of it" : ""
    return "records were missed: the file they stood in \(cause)\(known)"
  }
}
