import Basics
import DecoyEvents
import DockerEngine

/// Searches for a cursor's line among the last lines of a log.
struct CursorSearch {
  /// What a line turns out to be.
  enum Finding: Hashable {
    /// Not the cursor's line.
    case other
    /// The cursor's line: everything behind it is new.
    case line
    /// It begins with the cursor's line, which ended there when its container did; the rest was glued to it, because the
    /// log of a container with a terminal has no frames.
    case beginning
  }

  let cursor: LogCursor
  /// Whether the search starts at the log's very beginning: otherwise the ordinals of lines with the first line's time
  /// are not known.
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

/// One pass over a log, or a tail of it: whether it has a cursor's line, and where to go on if it doesn't.
struct CursorLook {
  private var inTail: CursorSearch
  private var fromBeginning: CursorSearch
  private var lastOld = LastLine()
  /// The time of the first line that is later than the cursor's; `nil` before there is one.
  private(set) var next: EngineTimestamp?
  /// The time of the last line.
  private(set) var last: EngineTimestamp?

  init(for cursor: LogCursor) {
    inTail = CursorSearch(for: cursor, isFromBeginning: false)
    fromBeginning = CursorSearch(for: cursor, isFromBeginning: true)
  }

  /// Whether the line was found, if the pass may not have seen the whole log.
  var isFoundInTail: Bool { inTail.isFound }
  /// Whether the line was found, if the pass has seen the whole log.
  var isFoundFromBeginning: Bool { fromBeginning.isFound }

  /// The last line before the first one with a later time than the cursor's; `nil` if that is the log's first.
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
  /// What was glued to the first `length` bytes: a line of the container's next run, with its own timestamp.
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
