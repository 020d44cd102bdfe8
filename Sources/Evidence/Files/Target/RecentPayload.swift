import Basics
import DequeModule

/// What was appended to a file lately, and where it came to stand: enough to write it again when someone
/// truncates the file under it.
///
/// The bytes are the ring's; whoever takes their space says so before (``drop(_:)``).
struct RecentPayload {
  /// What stands together.
  struct Piece {
    /// Where in the file its first byte stands.
    let offset: Int
    let bytes: UnsafeRawBufferPointer

    var end: Int { offset + bytes.count }
  }

  /// The pieces, from the oldest that is kept to the newest, by growing offset.
  private(set) var pieces: Deque<Piece> = []
  /// What stood at the file's end before the first append: it tells a copy that has none of ours.
  let before: (offset: Int, bytes: [UInt8])?
  /// When the file began to be looked after; nanoseconds since 1970. A copy that has none of ours is not much older.
  let since: Int64
  /// How many bytes are kept; the newest piece is, however long it is.
  let limit: Int
  private var size = 0
  /// Where the last dropped piece ended. What stands before can't be written again.
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

  /// Adds the pieces in which a slot's payload stands.
  mutating func append(_ payload: UnsafeRawBufferPointer, at pieces: [Range<Int>]) {
    var start = 0
    for piece in pieces where start + piece.count <= payload.count {
      let bytes = UnsafeRawBufferPointer(rebasing: payload[start..<start + piece.count])
      if start > 0, let last = self.pieces.last, last.end == piece.lowerBound,
        let base = last.bytes.baseAddress
      {
        // The rest of a write that was short: a line is never in two pieces.
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

  /// Forgets what lies in memory that is about to be used for something else, and all that is older.
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

  /// The whole lines that a copy of the file's first `copied` bytes lacks or has only in part.
  func missing(fromCopyOf copied: Int) -> [UInt8] {
    var lines: [UInt8] = []
    for piece in pieces where piece.end > copied {
      let cut = max(0, copied - piece.offset)
      lines.append(contentsOf: piece.bytes[piece.bytes.lineStart(before: cut)...])
    }
    return lines
  }
}
