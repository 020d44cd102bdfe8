/// Reads the lines of one source in a declared format, one after another.
///
/// The event, its values and its record are valid until the next ``read(_:)``.
package protocol DeclaredReader: Sendable {
  /// The decky of each event: the origin's, else the container's name; `nil` if unknown. Can change between lines.
  var decky: String? { get set }
  /// The last event, as ranges of ``withValues(_:)``'s bytes.
  var event: DecoyEvent { get }
  /// What a reader needs to continue behind the last line.
  var continuation: LineContinuation { get }

  /// Continues where another reader stopped.
  mutating func resume(_ continuation: LineContinuation)

  /// Reads a line.
  ///
  /// - Parameter line: without its LF, trimmed; see ``LineTrimming``. An empty line counts only inside an open record.
  mutating func read(_ line: UnsafeRawBufferPointer) -> DeclaredReading

  /// Drops the open record, which will get no end.
  mutating func finish()

  /// Frees the excess memory of a hostile line. The event is no longer valid.
  mutating func releaseExcess()

  func withValues<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result

  /// Appends the record of the last event, and an LF.
  ///
  /// - Parameter line: the line that was read last.
  func appendRecord(
    of line: UnsafeRawBufferPointer,
    in context: borrowing RecordContext,
    to output: inout [UInt8]
  )
}

/// What a line of a declared format is.
package enum DeclaredReading: Sendable, Hashable {
  /// It ends an event.
  case event
  /// It doesn't fit the format, or ends a record that doesn't.
  case unparsed
  /// It is part of a CSV record that goes on in the next line.
  case continued
  /// It names the columns of a CSV file.
  case columns
}

/// What is needed to continue in the middle of a source. Both are empty except for CSV.
package struct LineContinuation: Sendable, Hashable {
  /// The line that names the columns.
  package var columns: [UInt8]
  /// The lines of an open record, with LFs between.
  package var open: [UInt8]

  package init(columns: [UInt8] = [], open: [UInt8] = []) {
    self.columns = columns
    self.open = open
  }
}
