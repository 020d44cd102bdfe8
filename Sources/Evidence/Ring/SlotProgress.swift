import Basics

/// How far a slot's payload has come into one file: kept in the slot, so that it outlives the process.
///
/// Phases only go on: nothing written, writing, done. While writing, all is certain but what the write that was
/// under way has brought.
struct SlotProgress {
  /// Where the payload is.
  enum Phase: UInt64 {
    /// No byte of it is in a file.
    case none
    /// A write may have been under way.
    case writing
    /// All of it is in the file, or the rest of it is another slot's.
    case done
  }

  /// Words that one progress takes.
  static let wordCount = 36
  /// The most pieces that a payload may come to stand in.
  static let maximumPieces = 10
  /// The most bytes before the payload that are remembered.
  static let tailCapacity = 32

  private enum Word {
    static let phase = 0
    static let device = 1
    static let inode = 2
    static let birth = 3
    static let generation = 4
    static let start = 5
    static let tailCount = 6
    static let tail = 7
    static let pieceCount = 11
    static let pieces = 12
    static let truncation = 32
    static let begun = 33
  }

  private let address: UnsafeMutableRawPointer
  private let words: RingWords

  init(_ address: UnsafeMutableRawPointer) {
    self.address = address
    words = RingWords(address)
  }

  var phase: Phase { Phase(rawValue: words[Word.phase]) ?? .none }

  /// Which file it is written to.
  var identity: FileIdentity {
    FileIdentity(
      device: words[Word.device],
      inode: words[Word.inode],
      birth: Int64(bitPattern: words[Word.birth])
    )
  }

  /// Whether the file was truncated between the begin and the write.
  enum Truncation: UInt64 {
    /// It was not.
    case none
    /// It was, and what the truncation took may be missing.
    case open
    /// It was, and the truncation has taken nothing.
    case settled
  }

  /// Which of the files that had the name one after another; it grows with each, and with each truncation.
  var generation: UInt64 { words[Word.generation] &+ (truncation == .none ? 0 : 1) }

  var truncation: Truncation {
    get { Truncation(rawValue: words[Word.truncation]) ?? .none }
    nonmutating set { words[Word.truncation] = newValue.rawValue }
  }

  /// When the write began; nanoseconds since 1970.
  var begun: Int64 { Int64(bitPattern: words[Word.begun]) }

  /// The file's size before the first write.
  var start: Int { Int(truncatingIfNeeded: words[Word.start]) }

  /// What stood before ``start``.
  var tail: [UInt8] {
    let count = min(words[Word.tailCount], UInt64(Self.tailCapacity))
    return Array(UnsafeRawBufferPointer(start: address + 8 * Word.tail, count: Int(count)))
  }

  /// Where in the file the payload stands, as far as it is known to be written; in the payload's order.
  var pieces: [Range<Int>] {
    (0..<min(words[Word.pieceCount], UInt64(Self.maximumPieces))).compactMap { index in
      let start = words[Word.pieces + 2 * Int(index)]
      let end = words[Word.pieces + 2 * Int(index) + 1]
      return start < end && end < Slot.limit ? Int(start)..<Int(end) : nil
    }
  }

  /// How many bytes of the payload are known to be written.
  var written: Int { pieces.reduce(0) { $0 + $1.count } }

  /// How many bytes of the payload are in the file; what was written to one that is gone doesn't count.
  var brought: Int { phase == .none ? 0 : written }

  /// Before the first write to a file.
  func begin(_ identity: FileIdentity, generation: UInt64, start: Int, tail: [UInt8]) {
    words[Word.pieceCount] = 0
    words[Word.truncation] = Truncation.none.rawValue
    words[Word.device] = identity.device
    words[Word.inode] = identity.inode
    words[Word.birth] = UInt64(bitPattern: identity.birth)
    words[Word.generation] = generation
    words[Word.start] = UInt64(start)
    words[Word.begun] = UInt64(bitPattern: WallClock.now)
    let kept = tail.suffix(Self.tailCapacity)
    (address + 8 * Word.tail).copyMemory(from: Array(kept), byteCount: kept.count)
    words[Word.tailCount] = UInt64(kept.count)
    words[Word.phase] = Phase.writing.rawValue
  }

  /// What was thought to be written is found to be where `pieces` say, and nowhere else.
  func settle(_ pieces: [Range<Int>]) {
    words[Word.pieceCount] = 0
    for (index, piece) in pieces.prefix(Self.maximumPieces).enumerated() {
      words[Word.pieces + 2 * index] = UInt64(piece.lowerBound)
      words[Word.pieces + 2 * index + 1] = UInt64(piece.upperBound)
    }
    words[Word.pieceCount] = UInt64(min(pieces.count, Self.maximumPieces))
  }

  /// Nothing is left to do for this slot.
  func finish() { words[Word.phase] = Phase.done.rawValue }

  /// Whether all that it says can be so. It changes all the time and has no checksum: a bit may have flipped.
  ///
  /// - Parameter length: of the payload.
  func isPossible(for length: Int) -> Bool {
    guard Phase(rawValue: words[Word.phase]) != nil, Truncation(rawValue: words[Word.truncation]) != nil,
      words[Word.generation] < Slot.limit, words[Word.start] < Slot.limit,
      words[Word.tailCount] <= UInt64(Self.tailCapacity), words[Word.pieceCount] <= UInt64(Self.maximumPieces)
    else { return false }
    var rest = UInt64(length)
    for index in 0..<Int(words[Word.pieceCount]) {
      let (start, end) = (words[Word.pieces + 2 * index], words[Word.pieces + 2 * index + 1])
      guard start <= end, end < Slot.limit, end - start <= rest else { return false }
      rest -= end - start
    }
    return true
  }

  /// Nothing of it is believed, but that a write may have begun.
  func doubt() {
    clear()
    words[Word.phase] = Phase.writing.rawValue
  }

  /// Whether nothing is known of where the payload was written to.
  var isInDoubt: Bool { phase == .writing && identity == FileIdentity(device: 0, inode: 0, birth: 0) }

  /// All words are zero.
  func clear() { address.initializeMemory(as: UInt8.self, repeating: 0, count: 8 * Self.wordCount) }

  /// The file is gone, and all that was written with it.
  func restart() { words[Word.phase] = Phase.none.rawValue }
}

extension [Range<Int>] {
  /// The ranges that the first `count` elements of all of them take.
  func first(_ count: Int) -> [Range<Int>] {
    var rest = count
    return compactMap { range in
      let kept = Swift.min(rest, range.count)
      rest -= kept
      return kept > 0 ? range.lowerBound..<range.lowerBound + kept : nil
    }
  }
}
