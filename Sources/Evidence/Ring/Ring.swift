import CDecklog
import DequeModule

/// Commits one after another in a mapped file, whose space is used again and again.
///
/// What was committed and is no longer needed stays readable until its space is taken.
struct Ring {
  /// Where a walk begins, or a commit will stand.
  struct Position: Sendable, Hashable {
    /// The number of the commit.
    var sequence: UInt64
    /// Where in the ring it would stand.
    var offset: Int
  }

  private struct Extent {
    let sequence: UInt64
    let offset: Int
    let end: Int
  }

  /// How much may be written between two calls of ``trim()`` if pages that come back are to cost nothing worth
  /// mentioning; bytes.
  private static let calm = 4 << 20

  private let file: RingFile
  /// Which start of the program this is: a later one has a higher number.
  private(set) var incarnation: UInt64
  /// Where the next commit comes to stand, unless the ring begins anew before it.
  private(set) var next: Position
  /// The commits whose space must not be taken, oldest first.
  private var kept: Deque<Extent> = []
  private var previous: UInt64
  /// Bytes since the last call of ``trim()``.
  private var written = 0

  /// - Parameters:
  ///   - next: what follows the newest commit in the file.
  ///   - previous: where the newest commit in the file stands.
  init(_ file: RingFile, incarnation: UInt64, next: Position, previous: UInt64 = Slot.none) {
    self.file = file
    self.incarnation = incarnation
    self.next = next
    self.previous = previous
  }

  var capacity: Int { file.capacity }

  /// The longest commit that it takes, so that there is always room for what repairs one.
  static func longestSlot(capacity: Int) -> Int { capacity / 4 }

  /// Bytes of commits whose space can't be taken.
  var used: Int {
    guard let first = kept.first else { return 0 }
    return next.offset > first.offset
      ? next.offset - first.offset : capacity - first.offset + next.offset
  }

  /// The oldest commit that is kept, or where the next one would stand.
  var oldestKept: Position {
    kept.first.map { Position(sequence: $0.sequence, offset: $0.offset) } ?? next
  }

  /// Where the first commit behind another one stands, or would.
  func position(after sequence: UInt64) -> Position {
    kept.first { $0.sequence > sequence }.map { Position(sequence: $0.sequence, offset: $0.offset) } ?? next
  }

  /// Where the newest commit stands; ``Slot/none`` before the first.
  var newest: UInt64 { previous }

  /// The memory of a space.
  func memory(_ space: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: file.base + space.lowerBound, count: space.count)
  }

  /// Lets the space of all commits up to one be taken.
  mutating func release(through sequence: UInt64) {
    while let first = kept.first, first.sequence <= sequence { kept.removeFirst() }
  }

  /// The space that a commit of that length would take; `nil` where there is none.
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

  /// Writes a commit into a space, up to its seal.
  ///
  /// - Parameters:
  ///   - space: of ``space(for:)``.
  ///   - supersedes: the commit whose rest it is.
  ///   - expectedStarts: for each file, where the payload must come to stand.
  mutating func add(
    _ unit: CommitUnit,
    in space: Range<Int>,
    supersedes: UInt64 = Slot.none,
    expectedStarts: [EvidenceTarget: Int] = [:]
  ) -> Slot {
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
    (slot.base + end).initializeMemory(as: UInt8.self, repeating: 0, count: space.count - end)
    slot.words[Slot.Word.magic] = Slot.magic
    slot.words[Slot.Word.checksum] = slot.computedChecksum
    slot.state = .prepared
    keep(slot)
    written += space.count
    return slot
  }

  /// What looks like the commit after one that comes to stand in a space, and stands where that would: a slot of an
  /// earlier start, or lines in which an attacker imitates one. ``add(_:in:supersedes:expectedStarts:)`` ends it.
  func imitations(behind space: Range<Int>) -> [Range<Int>] {
    [space.upperBound, 0].filter { offset in
      offset + Slot.headerLength <= capacity
        && RingWords(file.base + offset)[Slot.Word.sequence] == next.sequence + 1
    }.map { $0..<$0 + Slot.headerLength }
  }

  /// The newest commit is none after all.
  mutating func takeBack(_ slot: Slot) {
    slot.state = .building
    kept.removeLast()
    next = Position(sequence: slot.sequence, offset: slot.offset)
    previous = slot.previous
  }

  /// Takes a commit that was found in the file as the newest.
  mutating func keep(_ slot: Slot) {
    let end = slot.offset + slot.length
    kept.append(Extent(sequence: slot.sequence, offset: slot.offset, end: end))
    previous = UInt64(slot.offset)
    next = Position(sequence: slot.sequence + 1, offset: end == capacity ? 0 : end)
  }

  /// Makes sure that a commit survives a power cut.
  func synchronize(_ slot: Slot) throws(EvidenceError) {
    try file.synchronize(slot.offset..<slot.offset + slot.length)
  }

  /// Gives memory back where little is written.
  mutating func trim() {
    if written < Self.calm { file.trim() }
    written = 0
  }

  // MARK: - What is found in the file

  /// The commits from a position on, in their order, as far as they are whole.
  ///
  /// - Parameter floor: from a sequence on, what an earlier start has left is none of them.
  func slots(from position: Position, floor: (sequence: UInt64, incarnation: UInt64)) -> [Slot] {
    var found: [Slot] = []
    var position = position
    var incarnation: UInt64 = 0
    while true {
      // The ring may have begun anew before the commit, for want of room at its end.
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

  /// From here on the commits are another start's.
  ///
  /// Of a start nothing may be left but slots, where its checkpoints were lost with the power: its number must be lower,
  /// too. So it is the time, unless the clock was set back.
  ///
  /// - Parameters:
  ///   - latest: the newest start of which anything else is known.
  ///   - now: nanoseconds since 1970.
  mutating func beginIncarnation(after latest: UInt64, at now: Int64) {
    let milliseconds = UInt64(clamping: now / 1_000_000)
    incarnation = max(latest + 1, min(milliseconds, Slot.limit / 4))
  }

  /// The newest commit, where it is still whole.
  var newestSlot: Slot? { previous < UInt64(capacity) ? slot(at: Int(previous)) : nil }

  /// Nothing is kept, and the next commit stands here.
  mutating func begin(at position: Position, previous: UInt64) {
    kept = []
    next = position
    self.previous = previous
  }

  /// The commit before another one, where it is still whole.
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
