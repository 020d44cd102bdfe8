import Glibc

/// The lines of a file, compressed with gzip or not, one after another.
struct LineReader: ~Copyable {
  private static let pieceLength = 1 << 20

  private var content: FileContentReader
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  /// `nil` for what is no regular file or can't be opened.
  init?(_ path: String) {
    guard let content = FileContentReader(path) else { return nil }
    self.content = content
  }

  /// The next line without its LF; what follows the last LF is a line too.
  mutating func next() -> ArraySlice<UInt8>? {
    while true {
      if let lineFeed = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = lineFeed + 1 }
        return buffer[position..<lineFeed]
      }
      guard !isAtEnd else {
        defer { position = buffer.count }
        return position < buffer.count ? buffer[position...] : nil
      }
      buffer.removeFirst(position)
      position = 0
      let piece = content.read(Self.pieceLength)
      isAtEnd = piece.count < Self.pieceLength
      buffer += piece
    }
  }
}
