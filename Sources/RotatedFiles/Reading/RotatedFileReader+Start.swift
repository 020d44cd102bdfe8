internal import Basics

extension RotatedFileReader {
  /// Bytes per step when searching backwards.
  private static let stepBack = 1 << 16

  /// How far file times may lag behind the clock, in nanoseconds.
  private static let clockTick: Int64 = 20_000_000

  /// Opens the file in which the last `count` lines begin; returns whether anything was done.
  mutating func startAtEnd(lines count: Int) -> Bool {
    let files = look()
    position = .beginning(after: now().subtractingSaturated(Self.clockTick))
    var wanted = count
    for (index, file) in files.ordered.enumerated().reversed() {
      guard let content = read(file) else { continue }
      let found =
        content.isCompressed
        ? Self.offsetFromBeginning(of: content, lines: wanted)
        : Self.offsetFromEnd(of: content, size: file.size, lines: wanted, limit: options.searchLimit)
      wanted -= found.lines
      guard wanted <= 0 || index == 0 else { continue }
      guard open(file, of: files, at: found.offset) else { return false }
      if found.offset > 0 {
        settle()
      } else if count > 0 {
        position = .beginning(after: index == 0 ? .min : file.modified)
      }
      return true
    }
    return false
  }

  /// Where the last `count` lines begin, or the unfinished line if `count` is 0, and how many lines those are.
  private static func offsetFromEnd(
    of content: RotatedContent,
    size: Int,
    lines count: Int,
    limit: Int
  ) -> (offset: Int, lines: Int) {
    var end = size
    var seen = 0
    while end > 0 {
      guard size - end < limit else { return (end, count) }
      let length = min(end, stepBack)
      let bytes = content.read(length, at: end - length)
      for index in bytes.indices.reversed() where bytes[index] == UInt8(ascii: "\n") {
        // The first LF from the end is that of the last line.
        if seen == count { return (end - length + index + 1, count) }
        seen += 1
      }
      end -= length
    }
    return (0, seen)
  }

  private static func offsetFromBeginning(
    of content: RotatedContent,
    lines count: Int
  ) -> (offset: Int, lines: Int) {
    // A ring of the beginnings of the last lines.
    var beginnings = [0]
    var lines = 0
    var offset = 0
    content.forEachPiece(of: batchSize) { bytes in
      for line in LineWalk(bytes) {
        lines += 1
        if beginnings.count <= count { beginnings.append(0) }
        beginnings[lines % beginnings.count] = offset + line.endIndex + 1
      }
      offset += bytes.count
      return true
    }
    let taken = min(lines, count)
    return (taken < count ? 0 : beginnings[(lines - taken) % beginnings.count], taken)
  }
}
