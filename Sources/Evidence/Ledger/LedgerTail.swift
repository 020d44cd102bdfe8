internal import Basics
internal import Glibc

/// The last whole line of a ledger.
package enum LedgerTail: Sendable, Hashable {
  /// There is none.
  case empty
  /// The line, without its LF.
  case line([UInt8])
  /// It can't be read; why.
  case unreadable(String)

  /// The most bytes at the ledger's end that are searched for it.
  package static let searched = 4 << 20

  /// Reads the last line of a ledger.
  package init(reading path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else {
      self = errno == ENOENT ? .empty : .unreadable(String(cString: strerror(errno)))
      return
    }
    defer { close(descriptor) }
    guard let status = FileStatus(of: descriptor), status.isRegularFile else {
      self = .unreadable("not a regular file")
      return
    }
    self.init(descriptor, size: status.size)
  }

  /// The last whole lines of a ledger among the ``searched`` bytes at its end, oldest first, without their LF.
  ///
  /// - Parameter limit: the most lines.
  package static func lines(of path: String, limit: Int) -> [ArraySlice<UInt8>] {
    guard let file = OpenFile(reading: path) else { return [] }
    let start = max(0, file.size - searched)
    let bytes = FileBytes.read(file.descriptor, at: start, count: file.size - start)
    // The first may be cut.
    return LineWalk(bytes).dropFirst(start > 0 ? 1 : 0).suffix(limit)
  }

  private init(_ descriptor: Int32, size: Int) {
    let start = max(0, size - Self.searched)
    let bytes = FileBytes.read(descriptor, at: start, count: size - start)
    guard let lineFeed = bytes.lastIndex(of: UInt8(ascii: "\n")) else {
      self = size == 0 ? .empty : .unreadable("its last line is cut, or longer than \(Self.searched) bytes")
      return
    }
    let lineStart = bytes.lineStart(before: lineFeed)
    guard lineStart > 0 || start == 0 else {
      self = .unreadable("its last line is longer than \(Self.searched) bytes")
      return
    }
    self = .line(Array(bytes[lineStart..<lineFeed]))
  }
}
