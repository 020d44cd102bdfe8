import Basics
package import DecoyEvents
package import DockerEngine

/// Assembles a log's lines from its messages.
///
/// The pieces of a long line have one time, the line's. A missing LF alone does not continue a line: what a container
/// left unfinished when it ended must not swallow the first line of its next run.
package struct StampedLineAssembler {
  /// A line and what the engine says of it.
  package struct Line {
    package let line: LineAssembler.Line
    package let timestamp: EngineTimestamp
    /// How many lines with the same time came directly before.
    package let ordinal: Int
  }

  private var assembler: LineAssembler
  private var timestamp = EngineTimestamp(nanoseconds: 0)
  private var ordinal = 0
  private var isFirst = true
  /// The time of the last piece.
  private var lastPiece = EngineTimestamp(nanoseconds: 0)

  /// - Parameter maximumLength: of a line, in bytes.
  package init(maximumLength: Int) { assembler = LineAssembler(maximumLength: maximumLength) }

  /// An assembler whose first line is a cursor's.
  init(maximumLength: Int, at cursor: LogCursor) {
    self.init(maximumLength: maximumLength)
    timestamp = cursor.timestamp
    lastPiece = cursor.timestamp
    ordinal = cursor.ordinal
    isFirst = false
  }

  /// Whether a message begins a line instead of continuing the open one.
  func isBeginning(_ message: LogMessage) -> Bool { !assembler.hasOpenLine || !continues(message) }

  /// Whether a message has the time of the one before, or continues the open line.
  ///
  /// An engine that stamps by the second (some versions of Podman) can stamp two pieces of a line with two seconds.
  private func continues(_ message: LogMessage) -> Bool {
    guard !isFirst else { return false }
    guard message.timestamp != timestamp else { return true }
    let second: Int64 = 1_000_000_000
    guard assembler.hasOpenLine, lastPiece.nanoseconds.isMultiple(of: second) else { return false }
    let (age, overflow) = message.timestamp.nanoseconds.subtractingReportingOverflow(lastPiece.nanoseconds)
    return !overflow && (age == 0 || age == second)
  }

  /// Appends a message, and calls `body` with each line that it ends.
  package mutating func append(_ message: LogMessage, _ body: (Line) -> Void) {
    defer { lastPiece = message.timestamp }
    if !continues(message) {
      finish(body)
      timestamp = message.timestamp
      ordinal = 0
      isFirst = false
    }
    let timestamp = timestamp
    var ordinal = ordinal
    assembler.append(message.content) { line in
      body(Line(line: line, timestamp: timestamp, ordinal: ordinal))
      ordinal += 1
    }
    self.ordinal = ordinal
  }

  /// Whether a line has begun and not ended.
  var hasOpenLine: Bool { assembler.hasOpenLine }

  /// How many bytes are kept of a line that has begun and not ended.
  var openBytes: Int { assembler.openBytes }

  /// Calls `body` with the open line, if there is one.
  package mutating func finish(_ body: (Line) -> Void) {
    assembler.finish { body(Line(line: $0, timestamp: timestamp, ordinal: ordinal)) }
  }
}
