import Basics
import DecoyEvents
import DockerEngine

/// Looks for a cursor's line among the last lines of a log.
struct CursorSearch {
  /// What a line turns out to be.
  enum Finding: Hashable {
    /// Not the cursor's line.
    case other
    /// The cursor's line: all that follows is new.
    case line
    /// It begins with the cursor's line, which ended there when its container did; the rest was glued to it
    /// because a container with a terminal has no frames.
    case beginning
  }

  /// What is looked for.
  let cursor: LogCursor
  /// Whether the log is looked at from its very beginning: otherwise it is not known how many lines of the first
  /// line's time came before.
  let isFromBeginning: Bool
  /// Whether the line has been found.
  private(set) var isFound = false

  private var firstTimestamp: EngineTimestamp?

  init(for cursor: LogCursor, isFromBeginning: Bool) {
    self.cursor = cursor
    self.isFromBeginning = isFromBeginning
  }

  /// Looks at the next line.
  @discardableResult
  mutating func look(at line: StampedLineAssembler.Line) -> Finding {
    let first = firstTimestamp ?? line.timestamp
    firstTimestamp = first
    guard !isFound, line.timestamp == cursor.timestamp, line.ordinal == cursor.ordinal,
      isFromBeginning || first != line.timestamp, line.line.length >= cursor.length
    else { return .other }
    let isWhole = line.line.length == cursor.length
    guard isWhole || line.continuation(after: cursor.length) != nil else { return .other }
    let beginning = UnsafeRawBufferPointer(rebasing: line.line.bytes.prefix(cursor.length))
    guard LineDigest(beginning) == cursor.digest else { return .other }
    isFound = true
    return isWhole ? .line : .beginning
  }
}

extension StampedLineAssembler.Line {
  /// What was glued to the first `length` bytes: a line of the container's next run, with a stamp of its own.
  func continuation(after length: Int) -> StampedLineAssembler.Line? {
    guard length < line.bytes.count else { return nil }
    let rest = UnsafeRawBufferPointer(rebasing: line.bytes[length...])
    guard let blank = rest.prefix(40).firstIndex(of: UInt8(ascii: " ")),
      let timestamp = EngineTimestamp(rfc3339: UnsafeRawBufferPointer(rebasing: rest[..<blank]))
    else { return nil }
    let content = UnsafeRawBufferPointer(rebasing: rest[(blank + 1)...])
    return StampedLineAssembler.Line(
      line: LineAssembler.Line(bytes: content, length: line.length - length - blank - 1),
      timestamp: timestamp,
      ordinal: 0
    )
  }
}
