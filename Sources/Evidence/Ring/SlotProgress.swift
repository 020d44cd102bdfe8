import Basics
internal import Files

/// How much of a slot's payload is in one file; kept in the slot, so that it outlives the process.
///
/// The phase goes from none to writing to done. While writing, only the current write's effect is uncertain.
struct SlotProgress {
  enum Phase: UInt64 {
    /// No byte is in a file.
    case none
    /// A write may have been under way.
    case writing
    /// The whole payload is in the file, or another slot brings the rest.
    case done
  }

  static let wordCount = 36
  /// The most pieces that a payload may be split into.
  static let maximumPieces = 10
  /// The most bytes kept of what was before the payload.
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

  var identity: FileIdentity {
    FileIdentity(
      device: words[Word.device],
      inode: words[Word.inode],
      birth: Int64(bitPattern: words[Word.birth])
    )
  }

  /// Whether the file was truncated between the beginning and the write.
  enum Truncation: UInt64 {
    case none
    /// It was, and what that took may be missing.
    case open
    /// It was, and that took nothing.
    case settled
  }

  /// Numbers the files that had the path, one after another; each truncation starts a new one.
  var generation: UInt64 { words[Word.generation] &+ (truncation == .none ? 0 : 1) }

  var truncation: Truncation {
    get { Truncation(rawValue: words[Word.truncation]) ?? .none }
    nonmutating set { words[Word.truncation] = newValue.rawValue }
  }

  /// When the write began, in nanoseconds since 1970.
  var begun: Int64 { Int64(bitPattern: words[Word.begun]) }

  var start: Int { Int(truncatingIfNeeded: words[Word.start]) }

  var tail: [UInt8] {
    let count = min(words[Word.tailCount], UInt64(Self.tailCapacity))
    return Array(UnsafeRawBufferPointer(start: address + 8 * Word.tail, count: Int(count)))
  }

  /// Where in the file the payload is known to be, in the payload's order.
  var pieces: [Range<Int>] {
    (0..<min(words[Word.pieceCount], UInt64(Self.maximumPieces))).compactMap { index in
      let start = words[Word.pieces + 2 * Int(index)]
      let end = words[Word.pieces + 2 * Int(index) + 1]
      return start < end && end < Slot.limit ? Int(start)..<Int(end) : nil
    }
  }

  var written: Int { pieces.reduce(0) { $0 + $1.count } }

  /// How many bytes of the payload are in the file; those written to one that is gone don't count.
  var brought: Int { phase == .none ? 0 : written }

  /// Notes that the first write to a file begins.
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

  /// Notes that the payload is where `pieces` say, and nowhere else.
  func settle(_ pieces: [Range<Int>]) {
    words[Word.pieceCount] = 0
    for (index, piece) in pieces.prefix(Self.maximumPieces).enumerated() {
      words[Word.pieces + 2 * index] = UInt64(piece.lowerBound)
      words[Word.pieces + 2 * index + 1] = UInt64(piece.upperBound)
    }
    words[Word.pieceCount] = UInt64(min(pieces.count, Self.maximumPieces))
  }

  func finish() { words[Word.phase] = Phase.done.rawValue }

  /// Whether its values are possible. They change constantly and have no checksum, and a bit may have flipped.
  ///
  /// - Parameter length: the payload's length in bytes.
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

  /// Discards everything but that a write may have begun.
  func doubt() {
    clear()
    words[Word.phase] = Phase.writing.rawValue
  }

  /// Whether nothing is known about where the payload was written.
  var isInDoubt: Bool { phase == .writing && identity == FileIdentity.none }

  func clear() { address.initializeMemory(as: UInt8.self, repeating: 0, count: 8 * Self.wordCount) }

  /// Notes that the file is gone, and everything written to it.
  func restart() { words[Word.phase] = Phase.none.rawValue }
}

extension [Range<Int>] {
  /// The ranges of the first `count` elements of all of them.
  func first(_ count: Int) -> [Range<Int>] {
    var rest = count
    return compactMap { range in
      let kept = Swift.min(rest, range.count)
      rest -= kept
      return kept > 0 ? range.lowerBound..<range.lowerBound + kept : nil
    }
  }
}
