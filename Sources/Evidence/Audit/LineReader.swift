import Basics
import Glibc
internal import RotatedFiles

/// Iterates over the lines of a file, compressed with gzip or not.
struct LineReader: ~Copyable {
  struct Line {
    let bytes: ArraySlice<UInt8>
    /// Whether an LF follows; only a file's last line may lack one.
    let isEnded: Bool
    /// Whether it exceeds the limit, and only its beginning was kept.
    let isCut: Bool
  }

  private static let pieceLength = 1 << 20

  private let limit: Int
  private var content: FileContentReader
  private var buffer: [UInt8] = []
  private var position = 0
  /// The end of the part of `buffer` known to have no LF.
  private var searched = 0
  private var isAtEnd = false

  /// Takes over the content of a file.
  ///
  /// - Parameter limit: the most bytes of a line that are kept.
  init(_ content: consuming FileContentReader, limit: Int) {
    self.content = content
    self.limit = limit
  }

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
