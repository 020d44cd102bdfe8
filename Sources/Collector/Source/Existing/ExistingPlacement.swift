import DecoyEvents
import DockerEngine
import Synchronization

/// Finds the place in a container's log up to which another collector wrote it to a raw log: none of the container's
/// lines behind it is in the raw log, and none before it is missing.
///
/// It takes all lines in order. *Stretches* of lines in the raw log alternate with other lines. A stretch's *end* is
/// before the first line that comes more often in it than in the raw log.
///
/// If all of the raw log is known, the place is the end of the stretch that begins the container's log, or the log's
/// beginning if none does.
///
/// Otherwise what precedes a stretch may have been written before the known part. There are two bounds:
/// - By the end of the last stretch with a line's first occurrence, all lines that the raw log has of the container have
///   come. Later stretches are copies, which a container can print to hide what precedes them.
/// - The first stretch with a line's last occurrence has it from the container itself. If it comes before the other
///   one, lines between the two are missing from the raw log.
///
/// The place is the end of the earlier one. In doubt it is too early: lines are repeated, and none is lost.
struct ExistingPlacement: Sendable {
  /// What was found.
  enum Finding: Sendable, Hashable {
    /// The container's log has no line.
    case empty
    /// The last line in the raw log.
    case line(LogCursor)
    /// The last line before the first missing one; later ones are in the raw log.
    case lineBeforeMissing(LogCursor)
    /// The first line is missing; others are in the raw log.
    case firstMissing
    /// No line is in the known part of the raw log.
    case nothing
    /// There were too many lines to remember.
    case tooMany
  }

  /// A stretch whose end may turn out to be the place.
  private struct Stretch {
    /// The last line before one that exceeds its copies in the raw log.
    var end: LogCursor?
    /// Whether its end is final.
    var isClosed = false
    /// Whether a line came for the first time behind its end.
    var hasNewBehindEnd = false
    /// How many different lines came here last.
    var last = 0
  }

  /// Where a line of the raw log came last.
  private struct Mark {
    var stretch: Int
    /// How often in that stretch.
    var copies: Int
  }

  private let log: ExistingLog
  private let room: ExistingMarks
  private var marks: [Int: Mark] = [:]
  /// By number from 1, only those that may matter.
  private var stretches: [Int: Stretch] = [:]
  /// The last stretch's number.
  private var current = 0
  private var isInStretch = false
  /// The last stretch that has a line for the first time.
  private var newest = 0
  private var firstTimestamp: EngineTimestamp?
  private var beginsInLog = false
  private var lastLine = LastLine()
  private var hasTooMany = false

  init(in log: ExistingLog) {
    self.log = log
    room = ExistingMarks(log)
  }

  mutating func take(_ line: StampedLineAssembler.Line) {
    guard let digest = ExistingLine.digest(of: line.line.bytes), !hasTooMany else { return }
    let isFirst = firstTimestamp == nil
    let first = firstTimestamp ?? line.timestamp
    firstTimestamp = first
    // A line printed after the raw log's last write is a copy, unless even the first was: then the clocks differ.
    let isCopy = line.timestamp > log.end && first <= log.end
    guard !isCopy, let found = log.find(digest) else { return leaveStretch() }
    if !isInStretch {
      isInStretch = true
      current += 1
      stretches[current] = Stretch()
      if isFirst { beginsInLog = true }
    }
    mark(found.id, copies: found.copies)
    if stretches[current]?.isClosed == false { lastLine.set(line) }
  }

  private mutating func mark(_ id: Int, copies: Int) {
    var mark = marks[id] ?? Mark(stretch: 0, copies: 0)
    guard mark.stretch > 0 || room.take() else { return hasTooMany = true }
    if mark.stretch != current {
      move(from: mark.stretch)
      mark = Mark(stretch: current, copies: 0)
    }
    mark.copies += 1
    marks[id] = mark
    if mark.copies > copies { closeStretch() }
  }

  /// Moves a line's last occurrence to this stretch from an earlier one, or from none: 0.
  private mutating func move(from former: Int) {
    stretches[current]?.last += 1
    guard former == 0 else {
      stretches[former]?.last -= 1
      return dropIfIdle(former)
    }
    if stretches[current]?.isClosed == true { stretches[current]?.hasNewBehindEnd = true }
    let formerNewest = newest
    newest = current
    dropIfIdle(formerNewest)
  }

  private mutating func closeStretch() {
    guard stretches[current]?.isClosed == false else { return }
    stretches[current]?.isClosed = true
    stretches[current]?.end = lastLine.take()
  }

  private mutating func leaveStretch() {
    guard isInStretch else { return }
    closeStretch()
    isInStretch = false
  }

  /// Forgets a stretch that can't be the place.
  private mutating func dropIfIdle(_ number: Int) {
    guard number != current, number != newest, number != 1, stretches[number]?.last == 0 else { return }
    stretches[number] = nil
  }

  /// The finding after all lines.
  mutating func finish() -> Finding {
    leaveStretch()
    guard firstTimestamp != nil else { return .empty }
    guard !hasTooMany else { return .tooMany }
    guard current > 0 else { return .nothing }
    if log.isWhole, !beginsInLog { return .firstMissing }
    let unrepeated = stretches.filter { $0.value.last > 0 }.keys.min() ?? newest
    let number = log.isWhole ? 1 : min(newest, unrepeated)
    guard let stretch = stretches[number], let end = stretch.end else { return .nothing }
    return number < newest || stretch.hasNewBehindEnd ? .lineBeforeMissing(end) : .line(end)
  }
}

extension ExistingPlacement.Finding {
  /// The line after which reading begins; `nil` for the beginning of the log.
  var line: LogCursor? {
    switch self {
    case .line(let line), .lineBeforeMissing(let line): line
    case .empty, .firstMissing, .nothing, .tooMany: nil
    }
  }

  /// Whether lines may be written that are in the raw log already.
  ///
  /// - Parameter isWhole: whether all of the raw log is known.
  func mayRepeat(isWhole: Bool) -> Bool {
    switch self {
    case .empty, .line: false
    case .nothing: !isWhole
    case .lineBeforeMissing, .firstMissing, .tooMany: true
    }
  }

  func text(isWhole: Bool) -> String? {
    switch self {
    case .empty: nil
    case .line(let line): "resuming after its last line in the existing log, from \(line.timestamp)"
    case .lineBeforeMissing(let line):
      "the existing log lacks some of its lines; resuming before the first of those, after its line from"
        + " \(line.timestamp), so later ones may be repeated"
    case .firstMissing:
      "the existing log has some of its lines but not the first; reading from the beginning, so those are repeated"
    case .nothing where isWhole: "none of its lines is in the existing log; reading from the beginning"
    case .nothing:
      "none of its lines was found at the end of the existing log; reading from the beginning, so lines may be"
        + " repeated"
    case .tooMany:
      "too many lines to compare with the existing log at once; reading from the beginning, so lines are repeated"
    }
  }
}

/// One reader's share of the marks of an existing log, given back at the end.
private final class ExistingMarks: Sendable {
  private let log: ExistingLog
  private let taken = Mutex(0)

  init(_ log: ExistingLog) { self.log = log }

  deinit { log.giveBackMarks(taken.withLock { $0 }) }

  func take() -> Bool {
    guard log.takeMark() else { return false }
    taken.withLock { $0 += 1 }
    return true
  }
}
