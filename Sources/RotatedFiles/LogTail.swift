/// The last bytes of a log, from as many of its rotated files as are needed.
package struct LogTail: Sendable {
  package struct Part: Sendable {
    let file: RotatedFile
    let range: Range<Int>

    /// Whether it begins inside the file, most likely inside a line.
    package var isCut: Bool { range.lowerBound > 0 }
  }

  private static let pieceLength = 1 << 18

  /// The ranges, oldest first, none of them empty.
  package let parts: [Part]
  /// Whether the parts are the whole log and it was never rotated: unless deleted or truncated, nothing is missing.
  package let isWhole: Bool
  /// When the newest of the files was last written to, in nanoseconds since 1970.
  package let modified: Int64

  /// Finds the last `count` bytes; `nil` if none can be read.
  package init?(of path: String, last count: Int) {
    let files = RotatedFileList.list(path).ordered
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

  /// The length of a file's content; `nil` if it can't be read or exceeds ``FileContentReader/longestContent``.
  private static func length(of file: RotatedFile) -> Int? {
    guard let content = RotatedContent(file) else { return nil }
    guard content.isCompressed else { return file.size }
    var length = 0
    let end = content.forEachPiece(of: pieceLength) { piece in
      length += piece.count
      return length <= FileContentReader.longestContent
    }
    return end <= FileContentReader.longestContent ? end : nil
  }

  /// Calls `body` with the bytes of a part, piece by piece; stops early if the file was truncated.
  package func read(_ part: Part, _ body: (UnsafeRawBufferPointer) -> Void) {
    guard let content = RotatedContent(part.file) else { return }
    var offset = part.range.lowerBound
    while offset < part.range.upperBound {
      let bytes = content.read(min(Self.pieceLength, part.range.upperBound - offset), at: offset)
      guard !bytes.isEmpty else { return }
      bytes.withUnsafeBytes(body)
      offset += bytes.count
    }
  }
}
