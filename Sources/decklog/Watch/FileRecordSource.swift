import EventViews
import Records
import RotatedFiles

/// The records of a file and its rotated copies, as they come; never waits.
struct FileRecordSource: ~Copyable {
  private var reader: RotatedFileReader

  /// - Parameter file: the record file; it may come later.
  init(_ file: String, from start: RotatedFileStart) { reader = RotatedFileReader(file, from: start) }

  /// The bytes that are not read yet, as far as known; of compressed files, their compressed size.
  var bytesBehind: Int { reader.bytesBehind }

  /// Whether more may come of what is there: a file that was just rotated may still grow, for example.
  var isWaiting: Bool { reader.isWaiting }

  /// The next records; `nil` if there are none now.
  mutating func next() -> RecordBatch? {
    switch reader.next() {
    case .lines(let lines):
      let note =
        "\(lines.tooLong) lines were longer than \(RotatedFileReader.maximumLine) bytes and are left out"
      return RecordBatch(lines: lines.bytes, notes: lines.tooLong > 0 ? [note] : [])
    case .lost(let loss): return RecordBatch(lines: [], notes: [Self.text(loss)])
    case nil: return nil
    }
  }

  private static func text(_ loss: RotatedFileLoss) -> String {
    let cause =
      switch loss.cause {
      case .gone: "was rotated away and is gone"
      case .truncated: "was truncated, and no copy of it is there"
      case .damaged: "is damaged"
      case .hole: "has a hole"
      case .tooLong: "is compressed and exceeds the size limit"
      case .refusedSibling: "can't be read"
      case .tooManySiblings: "could not be found among too many rotated files"
      }
    let known = loss.knownBytes > 0 ? ", at least \(loss.knownBytes) bytes of it" : ""
    return "records were missed: the file they stood in \(cause)\(known)"
  }
}
