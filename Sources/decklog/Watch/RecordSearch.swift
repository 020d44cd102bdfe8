import EventViews
import Records
import RotatedFiles
import Terminal

/// Finds where to begin to read, from the end of the records.
///
/// Each end is four times as long as the one before: the cost grows with what is wanted, not with the file's size.
enum RecordSearch {
  /// The first end, in lines.
  static let firstCount = 16_384
  /// The bytes at the beginning of an end that tell it from another one.
  private static let headSize = 64 << 10
  /// Records of several containers are only roughly in order: this many in a row must be too early, or this many bytes.
  private static let early = 1000
  private static let earlySize = 512 << 10

  /// Where to begin so that all records since `time` come, and few before.
  static func start(of file: String, since time: RecordTime) -> RotatedFileStart {
    var count = firstCount
    var before: [UInt8]?
    while true {
      var source = FileRecordSource(file, from: .last(count))
      var batch = source.next()
      while batch?.lines.isEmpty == true { batch = source.next() }
      // A longer end that begins at the same place is the whole file.
      guard let batch else { return .last(count) }
      let head = Array(batch.lines.prefix(headSize))
      if head == before || isEarly(batch, time) { return .last(count) }
      before = head
      count *= 4
    }
  }

  /// Finds the last `count` matching lines, and returns what comes after them. `note` takes messages for people.
  static func last(
    _ count: Int,
    of file: String,
    matching filter: RecordFilter,
    found: inout LastLines,
    note: (String) -> Void
  ) -> FileRecordSource {
    var progress = ProgressBar("searching", total: nil)
    var end = max(count, firstCount)
    var before: [UInt8]?
    while true {
      var source = FileRecordSource(file, from: .last(end))
      var lines = LastLines(count)
      var notes: [String] = []
      var head: [UInt8] = []
      while let batch = source.next() {
        if head.isEmpty { head = Array(batch.lines.prefix(headSize)) }
        notes += batch.notes
        progress.advance(by: batch.lines.count)
        batch.forEach { record, bytes in
          if let record, filter.matches(record) { lines.append(bytes) }
        }
      }
      if lines.isFull || head.isEmpty || head == before {
        progress.hide()
        for text in notes { note(text) }
        found = lines
        return source
      }
      before = head
      end *= 4
    }
  }

  private static func isEarly(_ batch: RecordBatch, _ time: RecordTime) -> Bool {
    var seen = 0
    var isEarly = true
    batch.forEach { record, _ in
      guard seen < early, let moment = record?.time else { return }
      seen += 1
      if moment >= time { isEarly = false }
    }
    return isEarly && (seen == early || seen > 0 && batch.lines.count >= earlySize)
  }
}
