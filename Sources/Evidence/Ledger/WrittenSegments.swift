internal import Basics
package import Files
import Glibc

/// What was written to one file since the last report.
package struct WrittenSegment: Sendable {
  package let target: EvidenceTarget
  package let generation: UInt64
  package let identity: FileIdentity
  /// Our bytes in the file, ascending.
  package private(set) var ranges: [Range<Int>] = []
  package private(set) var lines = 0
  private var hash = SHA256()

  init(_ target: EvidenceTarget, _ generation: UInt64, _ identity: FileIdentity) {
    self.target = target
    self.generation = generation
    self.identity = identity
  }

  /// The SHA-256 of all our bytes together, in hexadecimal.
  package var digest: String { hash.finalize().hexadecimal }

  /// Whether a write is to the same file, after everything it has: after a power cut it may be an earlier place.
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
  private var segments: [WrittenSegment] = []
  /// Segments in the entry that is being committed.
  private var inFlight: [WrittenSegment] = []
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
        segments.append(WrittenSegment(target, progress.generation, progress.identity))
      }
      if let index { segments[index].add(slot.payload(target), at: progress.pieces) }
    }
  }

  /// All segments, for an entry; they stay unreported until ``noteReported()``.
  mutating func take() -> [WrittenSegment] {
    inFlight += segments
    segments = []
    return inFlight
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
