import CDecklog
import DequeModule

/// Commits in a mapped file whose space is reused in a circle.
///
/// A released commit stays readable until its space is reused.
struct Ring {
  struct Position: Sendable, Hashable {
    var sequence: UInt64
    /// Its offset in the ring; bytes.
    var offset: Int
  }

  private struct Extent {
    let sequence: UInt64
    let offset: Int
    let end: Int
  }

  /// How many bytes may be written between two calls of ``trim()`` without making it too costly to map pages again.
  private static let calm = 4 << 20

  private let file: RingFile
  /// The number of this start of the program, higher than that of any earlier one.
  private(set) var incarnation: UInt64
  /// The place of the next commit, unless it wraps around.
  private(set) var next: Position
  /// The commits whose space must not be reused, oldest first.
  private var kept: Deque<Extent> = []
  private var previous: UInt64
  private var written = 0

  /// - Parameter next: the place after the newest commit in the file, whose offset is `previous`.
  init(_ file: RingFile, incarnation: UInt64, next: Position, previous: UInt64 = Slot.none) {
    self.file = file
    self.incarnation = incarnation
    self.next = next
    self.previous = previous
  }

  var capacity: Int { file.capacity }

  /// The longest commit: there must always be space for the one that repairs it.
  static func longestSlot(capacity: Int) -> Int { capacity / 4 }

  var used: Int {
    guard let first = kept.first else { return 0 }
    return next.offset > first.offset
      ? next.offset - first.offset : capacity - first.offset + next.offset
  }

  /// The place of the first commit after another, or of the next one.
  func position(after sequence: UInt64) -> Position {
    kept.first { $0.sequence > sequence }.map { Position(sequence: $0.sequence, offset: $0.offset) } ?? next
  }

  /// The offset of the newest commit; ``Slot/none`` before the first.
  var newest: UInt64 { previous }

  func memory(_ space: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: file.base + space.lowerBound, count: space.count)
  }

  /// Lets the space of all commits up to one be reused.
  mutating func release(through sequence: UInt64) {
    while let first = kept.first, first.sequence <= sequence { kept.removeFirst() }
  }

  /// The space for a commit of a length in bytes; `nil` if there is none.
  func space(for length: Int) -> Range<Int>? {
    guard let first = kept.first?.offset else {
      guard length <= capacity else { return nil }
      let start = next.offset + length <= capacity ? next.offset : 0
      return start..<start + length
    }
    if next.offset > first {
      if next.offset + length <= capacity { return next.offset..<next.offset + length }
      return length < first ? 0..<length : nil
    }
    return next.offset + length < first ? next.offset..<next.offset + length : nil
  }

  /// Writes a commit and seals it.
  ///
  /// - Parameters:
  ///   - supersedes: the commit whose rest this is.
  ///   - expectedStarts: for each file, where the payload must go.
  mutating func add(
    _ unit: CommitUnit,
    in space: Range<Int>,
    supersedes: UInt64 = Slot.none,
    expectedStarts: [EvidenceTarget: Int] = [:]
  ) -> Slot {
    precondition(space.lowerBound >= 0 && space.upperBound <= capacity, "a slot is inside the ring")
    let slot = Slot(base: file.base + space.lowerBound, offset: space.lowerBound)
    slot.words[Slot.Word.magic] = 0
    for range in imitations(behind: space) { RingWords(file.base + range.lowerBound)[Slot.Word.magic] = 0 }
    slot.state = .building
    slot.words[Slot.Word.incarnation] = incarnation
    slot.words[Slot.Word.sequence] = next.sequence
    slot.words[Slot.Word.length] = UInt64(space.count)
    slot.words[Slot.Word.previous] = previous
    slot.words[Slot.Word.supersedes] = supersedes
    slot.words[Slot.Word.changeLength] = UInt64(unit.change.count)
    slot.words[Slot.Word.truncatedGeneration] = unit.repaired?.generation ?? Slot.none
    slot.words[Slot.Word.truncatedKept] = unit.repaired.map { UInt64($0.kept) } ?? Slot.none
    var end = Slot.headerLength
    for target in EvidenceTarget.allCases {
      slot.words[Slot.Word.payloadLengths + target.rawValue] = UInt64(unit.length(target))
      slot.words[Slot.Word.expectedStarts + target.rawValue] =
        expectedStarts[target].map(UInt64.init) ?? Slot.none
      slot.progress(target).clear()
      for piece in unit.payload(target) {
        (slot.base + end).copyMemory(from: piece, byteCount: piece.count)
        end += piece.count
      }
    }
    (slot.base + end).copyMemory(from: unit.change, byteCount: unit.change.count)
    end += unit.change.count
    precondition(end <= space.count, "a slot holds what it was made for")
    (slot.base + end).initializeMemory(as: UInt8.self, repeating: 0, count: space.count - end)
    slot.words[Slot.Word.magic] = Slot.magic
    slot.words[Slot.Word.checksum] = slot.computedChecksum
    slot.state = .prepared
    keep(slot)
    written += space.count
    return slot
  }

  /// What looks like the commit after the one in a space, and is where that would be: a slot of an earlier start, or lines in
  /// which an attacker imitates one. ``add(_:in:supersedes:expectedStarts:)`` invalidates it.
  func imitations(behind space: Range<Int>) -> [Range<Int>] {
    [space.upperBound, 0].filter { offset in
      offset + Slot.headerLength <= capacity
        && RingWords(file.base + offset)[Slot.Word.sequence] == next.sequence + 1
    }.map { $0..<$0 + Slot.headerLength }
  }

  mutating func takeBack(_ slot: Slot) {
    precondition(kept.last?.sequence == slot.sequence, "only the newest commit can be taken back")
    slot.state = .building
    kept.removeLast()
    next = Position(sequence: slot.sequence, offset: slot.offset)
    previous = slot.previous
  }

  /// Keeps a commit found in the file as the newest.
  mutating func keep(_ slot: Slot) {
    let end = slot.offset + slot.length
    assert(kept.last.map { $0.sequence < slot.sequence } ?? true, "commits are kept in order")
    kept.append(Extent(sequence: slot.sequence, offset: slot.offset, end: end))
    previous = UInt64(slot.offset)
    next = Position(sequence: slot.sequence + 1, offset: end == capacity ? 0 : end)
  }

  func synchronize(_ slot: Slot) throws(EvidenceError) {
    try file.synchronize(slot.offset..<slot.offset + slot.length)
  }

  mutating func trim() {
    if written < Self.calm { file.trim() }
    written = 0
  }

  // MARK: - Reading the file

  /// The complete commits from a position on, in order.
  ///
  /// - Parameter floor: from this sequence on, commits of earlier starts are ignored.
  func slots(from position: Position, floor: (sequence: UInt64, incarnation: UInt64)) -> [Slot] {
    var found: [Slot] = []
    var position = position
    var incarnation: UInt64 = 0
    while true {
      // The ring may have wrapped around before the commit for lack of space.
      var next: Slot?
      for offset in [position.offset, 0] where next == nil {
        guard let slot = slot(at: offset), slot.sequence == position.sequence,
          slot.incarnation >= incarnation,
          slot.sequence < floor.sequence || slot.incarnation >= floor.incarnation
        else { continue }
        next = slot
      }
      guard let slot = next else { return found }
      found.append(slot)
      incarnation = slot.incarnation
      let end = slot.offset + slot.length
      position = Position(sequence: slot.sequence + 1, offset: end >= capacity ? 0 : end)
    }
  }

  /// Begins a new start's commits.
  ///
  /// After a power cut lost the checkpoints, slots may be all that is left of a start: their number must be lower too.
  /// Therefore the number is the time, unless the clock was set back.
  ///
  /// - Parameters:
  ///   - latest: the newest start otherwise known.
  ///   - now: nanoseconds since 1970.
  mutating func beginIncarnation(after latest: UInt64, at now: Int64) {
    let milliseconds = UInt64(clamping: now / 1_000_000)
    incarnation = max(latest + 1, min(milliseconds, Slot.limit / 4))
  }

  var newestSlot: Slot? { previous < UInt64(capacity) ? slot(at: Int(previous)) : nil }

  mutating func begin(at position: Position, previous: UInt64) {
    kept = []
    next = position
    self.previous = previous
  }

  /// The commit before another one, if it is still complete.
  func slot(before slot: Slot) -> Slot? {
    guard slot.previous < UInt64(capacity), let older = self.slot(at: Int(slot.previous)),
      older.sequence + 1 == slot.sequence
    else { return nil }
    return older
  }

  private func slot(at offset: Int) -> Slot? {
    guard offset % Slot.alignment == 0, offset + Slot.headerLength <= capacity else { return nil }
    let slot = Slot(base: file.base + offset, offset: offset)
    return slot.isValid(within: capacity - offset) ? slot : nil
  }
}
