import DecoyEvents
import DockerEngine

/// Looks for a cursor's line among the last lines of a log.
struct CursorSearch {
  /// What is looked for.
  let cursor: LogCursor
  /// Whether the log is looked at from its very beginning: otherwise it is not known how many lines of the first
  /// line's time came before.
  let isFromBeginning: Bool
  /// Whether the line has been found, so that all that follows is new.
  private(set) var isFound = false

  private var firstTimestamp: EngineTimestamp?

  init(for cursor: LogCursor, isFromBeginning: Bool) {
    self.cursor = cursor
    self.isFromBeginning = isFromBeginning
  }

  /// Looks at the next line.
  ///
  /// - Returns: whether it is the line.
  @discardableResult
  mutating func look(at line: StampedLineAssembler.Line) -> Bool {
    let first = firstTimestamp ?? line.timestamp
    firstTimestamp = first
    guard !isFound, line.timestamp == cursor.timestamp, line.ordinal == cursor.ordinal,
      isFromBeginning || first != line.timestamp,
      Self.digest(of: line.line) == cursor.digest
    else { return false }
    isFound = true
    return true
  }

  private static func digest(of line: LineAssembler.Line) -> LineDigest {
    var raw: [UInt8] = []
    let count = LineTrimming.trimmedCount(of: line.bytes)
    RawLine.append(UnsafeRawBufferPointer(rebasing: line.bytes[..<count]), to: &raw)
    return raw.withUnsafeBytes { LineDigest($0) }
  }
}
