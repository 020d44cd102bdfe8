import DockerEngine

/// One look at a log, or the tail of one: whether it has a cursor's line, and from where to go on where it has not.
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

  /// Whether the line is there, if what was looked at need not be the whole log.
  var isFoundInTail: Bool { inTail.isFound }
  /// Whether the line is there, if what was looked at is the whole log.
  var isFoundFromBeginning: Bool { fromBeginning.isFound }

  /// The last line before the first one with a later time than the cursor's; `nil` where that is the log's first.
  var resumption: LogCursor? {
    var line = lastOld
    return line.take()
  }

  /// Takes the next line.
  mutating func take(_ line: StampedLineAssembler.Line) {
    last = line.timestamp
    inTail.look(at: line)
    fromBeginning.look(at: line)
    if next == nil, line.timestamp > inTail.cursor.timestamp { next = line.timestamp }
    if next == nil { lastOld.set(line) }
  }
}
