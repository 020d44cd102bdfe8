internal import Basics
public import Records

/// Some records as they stand in their file.
public struct RecordBatch: Sendable, Hashable {
  /// Whole lines, each with its LF.
  public var lines: [UInt8]
  /// What to tell of lines that should be here and aren't; one line of text.
  public var notes: [String]

  /// A batch.
  public init(lines: [UInt8], notes: [String] = []) {
    self.lines = lines
    self.notes = notes
  }

  /// Shows each record, with its bytes without the LF; `nil` for a line that is none.
  public func forEach<Failure: Error>(
    _ body: (EventRecord?, ArraySlice<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    for line in LineWalk(lines) { try body(line.withUnsafeBytes { EventRecord(json: $0) }, line) }
  }
}
