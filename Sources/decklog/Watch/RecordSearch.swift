import EventViews
import Records
import Terminal

/// Finds where to begin to read, from the end of the records.
///
/// Looks at ever longer ends of them, each four times as long as the one before, so that the cost is in proportion to what is
/// wanted, however much there is.
enum RecordSearch {
  /// The first end that is looked at, in lines.
  static let firstCount = 16_384
  /// So much of what an end begins with tells it from another one, in bytes.
  private static let headSize = 64 << 10
  /// Records of several containers stand in no exact order: so many in a row must be too early, or so many bytes.
  private static let early = 1000
  private static let earlySize = 512 << 10

  /// Where to begin so that all records since `time` come, and few before.
  static func start(of file: String, since time: RecordTime) -> RecordFileStart {
    var count = firstCount
    var before: [UInt8]?
    while true {
      var source = FileRecordSource(file, from: .last(count))
      let batch = firstLines(of: &source)
      let head = Array(batch.lines.prefix(headSize))
      // A longer end begins no earlier: that is all there is.
      if head.isEmpty || head == before || isEarly(batch, time) { return .last(count) }
      before = head
      count *= 4
    }
  }

  /// Finds the last `count` lines whose records are wanted.
  ///
  /// - Parameters:
  ///   - found: becomes the lines.
  ///   - note: takes what is to be told.
  /// - Returns: what comes after them.
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

  private static func firstLines(of source: inout FileRecordSource) -> RecordBatch {
    while let batch = source.next() {
      if !batch.lines.isEmpty { return batch }
    }
    return RecordBatch(lines: [])
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
