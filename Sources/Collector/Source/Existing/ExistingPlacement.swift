import DecoyEvents
import DockerEngine
import Synchronization

/// Finds the place in a container's log up to which another collector has written it to a raw log: behind it none of
/// the container's lines is in the raw log, and before it none is missing.
///
/// It is shown all lines in their order. They come in *stretches* of lines that are in the raw log; in between are lines
/// that are not. Within a stretch a line counts as being in the raw log as often as it is there: its *end* is before the
/// first one that comes more often.
///
/// Where all of the raw log is known, the place is the end of the stretch that the container's log begins with, and the
/// log's beginning where it begins with none.
///
/// Otherwise what stands before a stretch may have been written before the known part begins. There are two bounds:
/// - By the end of the last stretch that has a line for the first time, all lines that the raw log has of the container
///   have come. Later stretches have nothing but copies, which a container can print to hide what stands before them.
/// - The first stretch that has a line for the last time has it from the container itself. If it is before the other
///   one, lines between the two are missing from the raw log.
///
/// The place is the end of the earlier one. So it is too early where that can't be told: lines are repeated, and none is
/// lost.
struct ExistingPlacement: Sendable {
  /// What was found.
  enum Finding: Sendable, Hashable {
    /// There is no line in the container's log.
    case empty
    /// The line that is the last in the raw log.
    case line(LogCursor)
    /// The last line before the first one that is missing, while others behind it are in the raw log.
    case lineBeforeMissing(LogCursor)
    /// The first line is missing, while others are in the raw log.
    case firstMissing
    /// No line is in the raw log, as far as that is known.
    case nothing
    /// There was no room to remember the lines that are in the raw log.
    case tooMany
  }

  /// A stretch whose end may turn out to be the place.
  private struct Stretch {
    /// The last line before one that came more often than the raw log has it.
    var end: LogCursor?
    /// Whether a line came too often, so that the end is set and stays.
    var isClosed = false
    /// Whether it has a line behind its end that had not come before.
    var hasNewBehindEnd = false
    /// How many different lines have come here last.
    var last = 0
  }

  /// Where a line of the raw log has come last.
  private struct Mark {
    var stretch: Int
    /// How often in that stretch.
    var copies: Int
  }

  private let log: ExistingLog
  private let room: ExistingMarks
  private var marks: [Int: Mark] = [:]
  /// By their numbers, which begin at 1: those only that may matter.
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

  /// Takes the container's next line.
  mutating func take(_ line: StampedLineAssembler.Line) {
    guard let digest = ExistingLine.digest(of: line.line.bytes), !hasTooMany else { return }
    let isFirst = firstTimestamp == nil
    let first = firstTimestamp ?? line.timestamp
    firstTimestamp = first
    // A line that was printed after the last one was written is a copy. Where even the first one was, the two clocks
    // have nothing to do with each other.
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

  /// A line comes in this stretch for the first time, and has come last in an earlier one, or in none: 0.
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

  /// What was found, when all lines were shown.
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

  /// The message about it.
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

/// The room that one reader has taken in what all may remember of an existing log. It is given back when nobody has it
/// any more.
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
