internal import Basics

extension RecordFileReader {
  /// How many bytes are looked at in one step back.
  private static let stepBack = 1 << 16

  /// How far the times of files may lag behind the clock, in nanoseconds.
  private static let clockTick: Int64 = 20_000_000

  /// Opens the file in which the last so many lines begin.
  ///
  /// - Returns: whether anything was done.
  mutating func startAtEnd(lines count: Int) -> Bool {
    let files = RotatedFiles.list(path)
    position = .beginning(after: now().subtractingSaturated(Self.clockTick))
    var wanted = count
    for (index, file) in files.ordered.enumerated().reversed() {
      guard var content = RecordContent.open(file) else { continue }
      let found =
        content.isCompressed
        ? Self.offsetFromBeginning(of: &content, lines: wanted)
        : Self.offsetFromEnd(of: &content, size: file.size, lines: wanted)
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

  /// Where the last `count` lines begin, or the unfinished line where none are wanted, and how many lines those are.
  private static func offsetFromEnd(
    of content: inout RecordContent,
    size: Int,
    lines count: Int
  ) -> (offset: Int, lines: Int) {
    var end = size
    var seen = 0
    while end > 0 {
      let length = min(end, stepBack)
      let bytes = content.read(length, at: end - length)
      for index in bytes.indices.reversed() where bytes[index] == UInt8(ascii: "\n") {
        // The first line feed from behind ends the last line.
        if seen == count { return (end - length + index + 1, count) }
        seen += 1
      }
      end -= length
    }
    return (0, seen)
  }

  private static func offsetFromBeginning(
    of content: inout RecordContent,
    lines count: Int
  ) -> (offset: Int, lines: Int) {
    // The beginnings of the last lines, in a ring.
    var beginnings = [0]
    var lines = 0
    var offset = 0
    while true {
      let bytes = content.read(batchSize, at: offset)
      if bytes.isEmpty { break }
      for line in LineWalk(bytes) {
        lines += 1
        if beginnings.count <= count { beginnings.append(0) }
        beginnings[lines % beginnings.count] = offset + line.endIndex + 1
      }
      offset += bytes.count
    }
    let taken = min(lines, count)
    return (taken < count ? 0 : beginnings[(lines - taken) % beginnings.count], taken)
  }
}
