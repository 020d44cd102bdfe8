import DequeModule

/// What was appended to a file lately, and where it came to stand: enough to write it again when someone
/// truncates the file under it.
struct RecentPayload: Sendable {
  /// One append.
  struct Piece: Sendable {
    /// Where in the file its first byte stands.
    let offset: Int
    let bytes: [UInt8]

    var end: Int { offset + bytes.count }
  }

  /// The pieces, from the oldest that is kept to the newest, by growing offset.
  private(set) var pieces: Deque<Piece> = []
  /// What stood at the file's end before the first append: it tells a copy that has none of ours.
  let before: Piece?
  /// How many bytes are kept; the newest piece is, however long it is.
  let limit: Int
  private var size = 0

  init(limit: Int, after before: Piece? = nil) {
    self.limit = limit
    self.before = before
  }

  /// Where the newest piece ends; 0 where there is none.
  var end: Int { pieces.last?.end ?? 0 }

  mutating func append(_ bytes: [UInt8], at offset: Int) {
    if let last = pieces.last, last.end == offset, last.bytes.last != UInt8(ascii: "\n") {
      // The rest of a write that was short: a line is never in two pieces.
      pieces[pieces.count - 1] = Piece(offset: last.offset, bytes: last.bytes + bytes)
    } else {
      pieces.append(Piece(offset: offset, bytes: bytes))
    }
    size += bytes.count
    while size > limit, pieces.count > 1 { size -= pieces.removeFirst().bytes.count }
  }

  mutating func removeAll() {
    pieces.removeAll()
    size = 0
  }

  /// The whole lines that a copy of the file's first `copied` bytes lacks or has only in part.
  func missing(fromCopyOf copied: Int) -> [[UInt8]] {
    pieces.filter { $0.end > copied }.map { piece in
      guard piece.offset < copied else { return piece.bytes }
      let cut = copied - piece.offset
      let lineStart = piece.bytes[..<cut].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      return Array(piece.bytes[lineStart...])
    }
  }
}
