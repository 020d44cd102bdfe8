internal import Basics
package import Records

/// Consecutive records of a file.
package struct RecordBatch: Sendable, Hashable {
  /// Complete lines, each with its LF.
  package var lines: [UInt8]
  /// Messages about missing lines, of one line each.
  package var notes: [String]

  package init(lines: [UInt8], notes: [String] = []) {
    self.lines = lines
    self.notes = notes
  }

  /// Passes each record and its bytes, without the LF; `nil` for a line that is not a record.
  package func forEach<Failure: Error>(
    _ body: (EventRecord?, ArraySlice<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    for line in LineWalk(lines) { try body(line.withUnsafeBytes { EventRecord(json: $0) }, line) }
  }
}
