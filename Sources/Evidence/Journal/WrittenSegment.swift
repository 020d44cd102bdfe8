internal import Basics
import Glibc

/// What was written to one file since it was told last: where it stands, and what it is.
public struct WrittenSegment: Sendable, Hashable {
  /// Which file.
  public var target: EvidenceTarget
  /// Which of the files that had the name one after another.
  public var generation: UInt64
  /// The file's inode.
  public var inode: UInt64
  /// When the file was made; nanoseconds since 1970, 0 where that is not known.
  public var birth: Int64
  /// Where in the file our bytes stand, ascending.
  public var ranges: [Range<Int>]
  /// How many lines end in them.
  public var lines: Int
  /// The SHA-256 of all of them, one after another, in hexadecimal.
  public var digest: String

  /// How many bytes there are.
  public var bytes: Int { ranges.reduce(0) { $0 + $1.count } }
}

/// A segment that still grows.
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

  /// Whether what a write brought belongs to it: to the same file, and behind all that it has. What is written again after
  /// a power cut may stand behind what came later.
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
  /// How many LFs there are.
  var lineCount: Int {
    var count = 0
    var rest = self
    // Of all ways the fastest, since every byte that is written passes here.
    while let base = rest.baseAddress, let hit = memchr(base, Int32(UInt8(ascii: "\n")), rest.count) {
      count += 1
      rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(hit) - base + 1)...])
    }
    return count
  }
}
