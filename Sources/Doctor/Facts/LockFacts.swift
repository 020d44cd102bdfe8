internal import Files
internal import Glibc

/// The lock of the collector that writes a raw log.
struct LockFacts: Sendable, Hashable {
  /// Who has it.
  enum Holder: Sendable, Hashable {
    case nobody
    /// A process; its number where the lock's file says it.
    case process(Int32?)
    /// It can't be known; why.
    case unknown(String)
  }

  var holder: Holder
  /// When the holder wrote its number, which it does when it starts; nanoseconds since 1970.
  var since: Int64 = 0

  init(holder: Holder, since: Int64 = 0) {
    self.holder = holder
    self.since = since
  }

  /// Tries the lock (flock(2)) as one of many, and lets it go at once: a collector that starts in this very moment
  /// tries again for longer than that. The file is not made.
  init(of path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else {
      self.init(holder: errno == ENOENT ? .nobody : .unknown(String(cString: strerror(errno))))
      return
    }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else {
      flock(descriptor, LOCK_UN)
      self.init(holder: .nobody)
      return
    }
    guard errno == EWOULDBLOCK else {
      self.init(holder: .unknown(String(cString: strerror(errno))))
      return
    }
    self.init(holder: .process(Self.number(descriptor)), since: FileStatus(of: descriptor)?.modified ?? 0)
  }

  private static func number(_ descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return Int32(
      String(decoding: bytes.prefix(max(count, 0)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    )
  }
}
