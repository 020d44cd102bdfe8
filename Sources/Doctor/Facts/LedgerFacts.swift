internal import DockerEngine
internal import Evidence
internal import FoundationEssentials
internal import Glibc

/// The ledger's last entry.
struct LedgerFacts: Sendable, Hashable {
  /// The most bytes at its end that are searched for it.
  static let searched = 4 << 20

  /// What its end is like.
  enum End: Sendable, Hashable {
    /// There is no entry.
    case none
    /// When the last one was written, in nanoseconds since 1970, and why.
    case entry(time: Int64, kind: LedgerEntry.Kind)
    /// It can't be read; why.
    case unreadable(String)
  }

  var path: String
  var end: End

  init(path: String, end: End) {
    self.path = path
    self.end = end
  }

  /// Reads the last whole line of a ledger.
  init(reading path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else {
      self.init(path: path, end: errno == ENOENT ? .none : .unreadable(String(cString: strerror(errno))))
      return
    }
    defer { close(descriptor) }
    guard let status = FileStatus(of: descriptor), status.isRegularFile else {
      self.init(path: path, end: .unreadable("not a regular file"))
      return
    }
    self.init(path: path, end: Self.end(descriptor, size: status.size))
  }

  private static func end(_ descriptor: Int32, size: Int) -> End {
    let start = max(0, size - searched)
    var bytes = [UInt8](repeating: 0, count: size - start)
    let count = pread(descriptor, &bytes, bytes.count, off_t(start))
    guard let lineFeed = bytes.prefix(max(count, 0)).lastIndex(of: UInt8(ascii: "\n")) else {
      return size == 0 ? .none : .unreadable("its last line is cut, or longer than \(searched) bytes")
    }
    let before = bytes[..<lineFeed].lastIndex(of: UInt8(ascii: "\n"))
    guard before != nil || start == 0 else {
      return .unreadable("its last line is longer than \(searched) bytes")
    }
    let line = bytes[(before.map { $0 + 1 } ?? 0)..<lineFeed]
    guard let head = try? JSONDecoder().decode(Head.self, from: Data(line)),
      let time = Array(head.time.utf8).withUnsafeBytes({ EngineTimestamp(rfc3339: $0) })
    else { return .unreadable("its last line is no entry") }
    return .entry(time: time.nanoseconds, kind: head.kind)
  }
}

extension LedgerFacts {
  /// The part of an entry that is looked at.
  private struct Head: Decodable {
    let time: String
    let kind: LedgerEntry.Kind
  }
}
