internal import Evidence

/// The end of a log, in as many of the files that rotations made of it as are needed to fill a number of bytes.
package struct LogTail: Sendable {
  /// A stretch of one file, compressed or not.
  package struct Part: Sendable {
    let file: RotatedFile
    let range: Range<Int>

    /// Whether it begins somewhere in the file, most likely inside a line.
    package var isCut: Bool { range.lowerBound > 0 }
  }

  /// How many bytes are read at once.
  private static let pieceLength = 1 << 18

  /// The stretches, the oldest first. None of them is empty.
  package let parts: [Part]
  /// Whether the log has no other bytes, and no other file that a rotation made of it: all that was ever written to it
  /// is there, unless somebody has deleted or truncated it.
  package let isWhole: Bool
  /// When the youngest of the files was last written to, in nanoseconds since 1970.
  package let modified: Int64

  /// Finds the last `count` bytes; `nil` where there are none that can be read.
  package init?(of path: String, last count: Int) {
    let files = RotatedFiles.list(path).ordered
    var parts: [Part] = []
    var rest = count
    for file in files.reversed() where rest > 0 {
      guard let end = Self.length(of: file) else { continue }
      let taken = min(end, rest)
      if taken > 0 { parts.append(Part(file: file, range: (end - taken)..<end)) }
      rest -= taken
    }
    guard !parts.isEmpty else { return nil }
    self.parts = parts.reversed()
    isWhole = files.count == 1 && !parts[0].isCut
    modified = parts.map(\.file.modified).max() ?? 0
  }

  /// How long the content of a file is; `nil` for one that can't be read, or holds more than
  /// ``FileContentReader/longestContent``.
  private static func length(of file: RotatedFile) -> Int? {
    guard var content = RecordContent.open(file) else { return nil }
    guard content.isCompressed else { return file.size }
    var end = 0
    while end <= FileContentReader.longestContent {
      let count = content.read(pieceLength, at: end).count
      guard count > 0 else { return end }
      end += count
    }
    return nil
  }

  /// Shows the bytes of a part to `body`, piece by piece; fewer than there were where somebody has truncated the file.
  package func read(_ part: Part, _ body: (UnsafeRawBufferPointer) -> Void) {
    guard var content = RecordContent.open(part.file) else { return }
    var offset = part.range.lowerBound
    while offset < part.range.upperBound {
      let bytes = content.read(min(Self.pieceLength, part.range.upperBound - offset), at: offset)
      guard !bytes.isEmpty else { return }
      bytes.withUnsafeBytes(body)
      offset += bytes.count
    }
  }
}
