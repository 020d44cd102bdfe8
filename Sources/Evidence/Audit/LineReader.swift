import Basics
import Glibc

/// The lines of a file, compressed with gzip or not, one after another.
struct LineReader: ~Copyable {
  /// A line, without its LF.
  struct Line {
    let bytes: ArraySlice<UInt8>
    /// Whether an LF follows; only a file's last line has none.
    let isEnded: Bool
    /// Whether it is longer than a line may be, and only its beginning was kept.
    let isCut: Bool
  }

  private static let pieceLength = 1 << 20

  private let limit: Int
  private var content: FileContentReader
  private var buffer: [UInt8] = []
  /// Where in `buffer` the next line begins.
  private var position = 0
  /// Up to where `buffer` has no LF.
  private var searched = 0
  private var isAtEnd = false

  /// Takes over the content of a file.
  ///
  /// - Parameter limit: the longest line that is kept; bytes.
  init(_ content: consuming FileContentReader, limit: Int) {
    self.content = content
    self.limit = limit
  }

  /// The next line.
  mutating func next() -> Line? {
    var isCut = false
    while true {
      if let end = buffer[searched...].firstLineFeed {
        defer { (position, searched) = (end + 1, end + 1) }
        return line(to: end, isEnded: true, isCut)
      }
      searched = buffer.count
      guard !isAtEnd else {
        defer { position = buffer.count }
        return position < buffer.count ? line(to: buffer.count, isEnded: false, isCut) : nil
      }
      buffer.removeFirst(position)
      if buffer.count > limit {
        isCut = true
        buffer.removeLast(buffer.count - limit)
      }
      (position, searched) = (0, buffer.count)
      let piece = content.read(Self.pieceLength)
      isAtEnd = piece.count < Self.pieceLength
      buffer += piece
    }
  }

  private func line(to end: Int, isEnded: Bool, _ isCut: Bool) -> Line {
    Line(
      bytes: buffer[position..<end].prefix(limit),
      isEnded: isEnded,
      isCut: isCut || end - position > limit
    )
  }
}
