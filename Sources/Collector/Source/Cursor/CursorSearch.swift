import Basics
import DecoyEvents
import DockerEngine

/// Searches for a cursor's line among the last lines of a log.
struct CursorSearch {
  enum Finding: Hashable {
    /// Not the cursor's line.
    case other
    /// Everything behind it is new.
    case line
    /// It begins with the cursor's line, which ended with its container; the rest was glued to it, because the log of a
    /// terminal has no frames.
    case beginning
  }

  let cursor: LogCursor
  /// Whether the search starts at the log's beginning; otherwise ordinals at the first line's time are unknown.
  let isFromBeginning: Bool
  private(set) var isFound = false

  private var firstTimestamp: EngineTimestamp?

  init(for cursor: LogCursor, isFromBeginning: Bool) {
    self.cursor = cursor
    self.isFromBeginning = isFromBeginning
  }

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

/// One pass over a log or its tail: whether it has a cursor's line, and where to continue if not.
struct CursorLook {
  private var inTail: CursorSearch
  private var fromBeginning: CursorSearch
  private var lastOld = LastLine()
  /// The time of the first line later than the cursor's.
  private(set) var next: EngineTimestamp?
  /// The time of the last line.
  private(set) var last: EngineTimestamp?

  init(for cursor: LogCursor) {
    inTail = CursorSearch(for: cursor, isFromBeginning: false)
    fromBeginning = CursorSearch(for: cursor, isFromBeginning: true)
  }

  var isFoundInTail: Bool { inTail.isFound }
  var isFoundFromBeginning: Bool { fromBeginning.isFound }

  /// The last line before ``next``; `nil` if that is the log's first.
  var resumption: LogCursor? {
    var line = lastOld
    return line.take()
  }

  mutating func take(_ line: StampedLineAssembler.Line) {
    last = line.timestamp
    inTail.look(at: line)
    fromBeginning.look(at: line)
    if next == nil, line.timestamp > inTail.cursor.timestamp { next = line.timestamp }
    if next == nil { lastOld.set(line) }
  }
}

extension StampedLineAssembler.Line {
  /// The line of the container's next run glued to the first `length` bytes, with its own timestamp.
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
