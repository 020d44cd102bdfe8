import CDecklog

/// One commit in the ring: what goes to each file, the change of state that goes with it, and its progress.
///
/// A view of the ring's memory; once sealed, all but ``state`` and ``progress(_:)`` is fixed and has a checksum.
struct Slot {
  enum State: UInt64 {
    /// Being built: the slot doesn't exist yet.
    case building
    /// Complete; its payload may be partly in the files.
    case prepared
    case committed
  }

  static let magic: UInt64 = 0x3254_4F4C_534B_4344  // DCKSLOT2
  static let headerLength = 1024
  /// Slots begin at multiples of this many bytes.
  static let alignment = 64
  static let none = UInt64.max
  /// Exceeds every valid counter, offset and length: a larger one is damage, and sums of smaller ones can't overflow.
  static let limit: UInt64 = 1 << 56

  enum Word {
    static let magic = 0
    static let incarnation = 1
    static let sequence = 2
    static let length = 3
    static let previous = 4
    static let supersedes = 5
    static let changeLength = 6
    static let payloadLengths = 7
    static let expectedStarts = 10
    static let truncatedGeneration = 13
    static let truncatedKept = 14
    static let checksum = 15
    static let state = 16
    static let progress = 18
  }

  let base: UnsafeMutableRawPointer
  /// Its offset in the ring; bytes.
  let offset: Int
  let words: RingWords

  init(base: UnsafeMutableRawPointer, offset: Int) {
    self.base = base
    self.offset = offset
    words = RingWords(base)
  }

  /// The length of a slot with these contents; bytes.
  static func length(payloads: [Int], change: Int) -> Int {
    let content = headerLength + payloads.reduce(0, +) + change
    return (content + alignment - 1) / alignment * alignment
  }

  /// The start of the program that built it.
  var incarnation: UInt64 { words[Word.incarnation] }
  var sequence: UInt64 { words[Word.sequence] }
  /// Its length in the ring; bytes.
  var length: Int { Int(truncatingIfNeeded: words[Word.length]) }
  var previous: UInt64 { words[Word.previous] }
  /// The commit whose rest this is; ``none`` for any other.
  var supersedes: UInt64 { words[Word.supersedes] }
  /// The truncation that this repairs; `nil` for any other commit.
  var repaired: TruncatedFile? {
    let kept = words[Word.truncatedKept]
    guard kept != Self.none, let target = targets.first else { return nil }
    return TruncatedFile(
      target: target,
      generation: words[Word.truncatedGeneration],
      kept: Int(truncatingIfNeeded: kept)
    )
  }
  var state: State {
    get { State(rawValue: words[Word.state]) ?? .building }
    nonmutating set { words[Word.state] = newValue.rawValue }
  }

  func payload(_ target: EvidenceTarget) -> UnsafeRawBufferPointer {
    var start = Self.headerLength
    for other in 0..<target.rawValue { start += payloadLength(other) }
    return UnsafeRawBufferPointer(start: base + start, count: payloadLength(target.rawValue))
  }

  var change: UnsafeRawBufferPointer {
    let start = Self.headerLength + (0..<3).reduce(0) { $0 + payloadLength($1) }
    return UnsafeRawBufferPointer(
      start: base + start,
      count: Int(truncatingIfNeeded: words[Word.changeLength])
    )
  }

  /// Where the payload must go to complete a half line; `nil` if it may go anywhere.
  func expectedStart(_ target: EvidenceTarget) -> Int? {
    let word = words[Word.expectedStarts + target.rawValue]
    return word == Self.none ? nil : Int(truncatingIfNeeded: word)
  }

  func progress(_ target: EvidenceTarget) -> SlotProgress {
    SlotProgress(base + 8 * (Word.progress + target.rawValue * SlotProgress.wordCount))
  }

  var targets: [EvidenceTarget] { EvidenceTarget.allCases.filter { payloadLength($0.rawValue) > 0 } }

  private func payloadLength(_ index: Int) -> Int {
    Int(truncatingIfNeeded: words[Word.payloadLengths + index])
  }

  var computedChecksum: UInt64 {
    let fixed = decklog_crc32c(0, base, 8 * Word.checksum)
    let content = length - Self.headerLength
    return UInt64(decklog_crc32c(fixed, base + Self.headerLength, max(0, content)))
  }

  /// Whether there is a sealed and complete slot here.
  ///
  /// - Parameter room: bytes from its beginning to the ring's end.
  func isValid(within room: Int) -> Bool {
    guard room >= Self.headerLength, words[Word.magic] == Self.magic, state != .building else { return false }
    let claimed = words[Word.length]
    guard claimed >= UInt64(Self.headerLength), claimed <= UInt64(room) else { return false }
    let lengths = (0..<3).map { words[Word.payloadLengths + $0] } + [words[Word.changeLength]]
    guard lengths.allSatisfy({ $0 <= claimed }), lengths.reduce(0, +) <= claimed - UInt64(Self.headerLength)
    else { return false }
    guard words[Word.sequence] < Self.limit, words[Word.incarnation] < Self.limit else { return false }
    let optional = (0..<3).map { words[Word.expectedStarts + $0] } + [words[Word.truncatedKept]]
    guard optional.allSatisfy({ $0 < Self.limit || $0 == Self.none }) else { return false }
    return words[Word.checksum] == computedChecksum
  }
}
