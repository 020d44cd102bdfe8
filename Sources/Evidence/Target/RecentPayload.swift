import Basics
import DequeModule

/// Recent appends to a file and their places: enough to write them again if someone truncates the file.
///
/// The bytes belong to the ring, which announces when it reuses their memory (``drop(_:)``).
struct RecentPayload {
  struct Piece {
    let offset: Int
    let bytes: UnsafeRawBufferPointer

    var end: Int { offset + bytes.count }
  }

  /// The pieces that are kept, by ascending offset.
  private(set) var pieces: Deque<Piece> = []
  /// What was at the file's end before the first append: it identifies a copy that has none of ours.
  let before: (offset: Int, bytes: [UInt8])?
  /// Since when appends to the file are kept, in nanoseconds since 1970. A copy that has none of ours isn't much older.
  let since: Int64
  /// The most bytes that are kept, except that the newest piece always is.
  let limit: Int
  private var size = 0
  /// Where the last dropped piece ended. What is before can't be written again.
  private(set) var forgotten = 0

  init(
    limit: Int,
    after before: (offset: Int, bytes: [UInt8])? = nil,
    since: Int64 = WallClock.now,
    forgotten: Int = 0
  ) {
    self.limit = limit
    self.before = before
    self.since = since
    self.forgotten = forgotten
  }

  mutating func append(_ payload: UnsafeRawBufferPointer, at pieces: [Range<Int>]) {
    var start = 0
    for piece in pieces where start + piece.count <= payload.count {
      let bytes = UnsafeRawBufferPointer(rebasing: payload[start..<start + piece.count])
      if start > 0, let last = self.pieces.last, last.end == piece.lowerBound,
        let base = last.bytes.baseAddress
      {
        // The rest of a short write: a line is never split between pieces.
        let whole = UnsafeRawBufferPointer(start: base, count: last.bytes.count + piece.count)
        self.pieces[self.pieces.count - 1] = Piece(offset: last.offset, bytes: whole)
      } else {
        self.pieces.append(Piece(offset: piece.lowerBound, bytes: bytes))
      }
      start += piece.count
      size += piece.count
    }
    var dropped = 0
    while size > limit, dropped < self.pieces.count - 1 {
      size -= self.pieces[dropped].bytes.count
      dropped += 1
    }
    forget(first: dropped)
  }

  mutating func removeAll() {
    pieces.removeAll()
    size = 0
  }

  /// Drops pieces in memory that is about to be reused, and all that are older.
  mutating func drop(_ memory: UnsafeRawBufferPointer) {
    guard let start = memory.baseAddress else { return }
    let end = start + memory.count
    while let last = pieces.lastIndex(where: { piece in
      guard let base = piece.bytes.baseAddress else { return true }
      return base < end && base + piece.bytes.count > start
    }) {
      for piece in pieces[...last] { size -= piece.bytes.count }
      forget(first: last + 1)
    }
  }

  private mutating func forget(first count: Int) {
    guard count > 0 else { return }
    forgotten = pieces[count - 1].end
    pieces.removeFirst(count)
  }

  /// The complete lines that a copy of the file's first `copied` bytes lacks, or has only in part.
  func missing(fromCopyOf copied: Int) -> [UInt8] {
    var lines: [UInt8] = []
    for piece in pieces where piece.end > copied {
      let cut = max(0, copied - piece.offset)
      lines.append(contentsOf: piece.bytes[piece.bytes.lineStart(before: cut)...])
    }
    return lines
  }
}
