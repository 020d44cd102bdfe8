internal import Basics
internal import Files
internal import Glibc

/// The last complete line of a ledger.
package enum LedgerTail: Sendable, Hashable {
  case empty
  /// The line, without its LF.
  case line([UInt8])
  case unreadable(String)

  /// The most bytes at the ledger's end that are searched for it.
  package static let searched = 4 << 20

  package init(reading path: String) {
    guard let file = OpenFile(reading: path) else {
      switch errno {
      case ENOENT: self = .empty
      case 0: self = .unreadable("not a regular file")
      case let code: self = .unreadable(String(cString: strerror(code)))
      }
      return
    }
    let (start, bytes) = Self.end(of: file)
    guard let lineFeed = bytes.lastIndex(of: UInt8(ascii: "\n")) else {
      self =
        file.size == 0 ? .empty : .unreadable("its last line is cut, or longer than \(Self.searched) bytes")
      return
    }
    let lineStart = bytes.lineStart(before: lineFeed)
    guard lineStart > 0 || start == 0 else {
      self = .unreadable("its last line is longer than \(Self.searched) bytes")
      return
    }
    self = .line(Array(bytes[lineStart..<lineFeed]))
  }

  /// Up to `limit` last complete lines among the ``searched`` bytes at a ledger's end, oldest first, without their LF.
  package static func lines(of path: String, limit: Int) -> [ArraySlice<UInt8>] {
    guard let file = OpenFile(reading: path) else { return [] }
    let (start, bytes) = end(of: file)
    // The first may be cut.
    return LineWalk(bytes).dropFirst(start > 0 ? 1 : 0).suffix(limit)
  }

  private static func end(of file: borrowing OpenFile) -> (start: Int, bytes: [UInt8]) {
    let start = max(0, file.size - searched)
    return (start, FileBytes.read(file.descriptor, at: start, count: file.size - start))
  }
}
