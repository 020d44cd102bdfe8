internal import Basics
internal import Files
import Glibc

/// What was written to one file since the last report: where it is, and its digest.
package struct WrittenSegment: Sendable, Hashable {
  package var target: EvidenceTarget
  package var generation: UInt64
  package var inode: UInt64
  /// When the file was created, in nanoseconds since 1970; 0 if unknown.
  package var birth: Int64
  /// Our bytes in the file, ascending.
  package var ranges: [Range<Int>]
  package var lines: Int
  /// The SHA-256 of all of them together, in hexadecimal.
  package var digest: String

  package var bytes: Int { ranges.reduce(0) { $0 + $1.count } }
}

/// A segment that is still growing.
struct OpenSegment {
  let target: EvidenceTarget
  let generation: UInt64
  let identity: FileIdentity
  private(set) var ranges: [Range<Int>] = []
  private var lines = 0
  private var hash = SHA256()

  init(_ target: EvidenceTarget, _ generation: UInt64, _ identity: FileIdentity) {
    self.target = target
    self.generation = generation
    self.identity = identity
  }

  /// Whether a write belongs to it: to the same file, after everything it has. After a power cut, lines written again may
  /// follow later ones.
  func continues(_ progress: SlotProgress) -> Bool {
    progress.generation == generation
      && progress.pieces.first?.lowerBound ?? 0 >= ranges.last?.upperBound ?? 0
  }

  mutating func add(_ payload: UnsafeRawBufferPointer, at pieces: [Range<Int>]) {
    var start = 0
    for piece in pieces {
      let bytes = UnsafeRawBufferPointer(rebasing: payload[start..<start + piece.count])
      hash.update(bytes)
      lines += bytes.lineCount
      start += piece.count
      if let last = ranges.last, last.upperBound == piece.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<piece.upperBound
      } else {
        ranges.append(piece)
      }
    }
  }

  var closed: WrittenSegment {
    WrittenSegment(
      target: target,
      generation: generation,
      inode: identity.inode,
      birth: identity.birth,
      ranges: ranges,
      lines: lines,
      digest: hash.finalize().hexadecimal
    )
  }
}

extension UnsafeRawBufferPointer {
  var lineCount: Int {
    var count = 0
    var rest = self
    // The fastest way: every byte that is written passes here.
    while let base = rest.baseAddress, let hit = memchr(base, Int32(UInt8(ascii: "\n")), rest.count) {
      count += 1
      rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(hit) - base + 1)...])
    }
    return count
  }
}

/// Writes that no entry of the ledger reports yet.
struct UnreportedWrites {
  /// The length of the commits in the ring; bytes.
  private(set) var length = 0
  private var segments: [OpenSegment] = []
  /// Segments in the entry that is being committed.
  private var inFlight: [OpenSegment] = []
  private var truncations: [TruncatedFile] = []
  private var truncationsInFlight: [TruncatedFile] = []

  mutating func add(_ slot: Slot) {
    length += slot.length
    // The rest of a repair repairs the same truncation.
    if let truncated = slot.repaired, !truncations.contains(truncated) { truncations.append(truncated) }
    for target in slot.targets {
      let progress = slot.progress(target)
      guard target != .ledger, progress.phase == .done, !progress.pieces.isEmpty else { continue }
      var index = segments.lastIndex { $0.target == target }
      if index.map({ segments[$0].continues(progress) }) != true {
        index = segments.count
        segments.append(OpenSegment(target, progress.generation, progress.identity))
      }
      if let index { segments[index].add(slot.payload(target), at: progress.pieces) }
    }
  }

  /// All segments, for an entry; they stay unreported until ``noteReported()``.
  mutating func take() -> [WrittenSegment] {
    inFlight += segments
    segments = []
    return inFlight.map(\.closed)
  }

  /// All truncations; they stay unreported until ``noteReported()``.
  mutating func takeTruncations() -> [TruncatedFile] {
    truncationsInFlight += truncations
    truncations = []
    return truncationsInFlight
  }

  /// Notes that the entry with everything taken is in the ledger.
  mutating func noteReported() {
    inFlight = []
    truncationsInFlight = []
    length = 0
  }
}
