internal import Files
internal import Glibc

/// The lock of the collector that writes a raw log.
struct LockProbe: Sendable, Hashable {
  enum Holder: Sendable, Hashable {
    case nobody
    /// A process, with its number if the lock's file has it.
    case process(Int32?)
    /// Why it is unknown.
    case unknown(String)
  }

  var holder: Holder
  /// When the holder wrote its number, which it does at its start; nanoseconds since 1970.
  var since: Int64 = 0

  /// Whether a collector runs.
  var isHeld: Bool { if case .process = holder { true } else { false } }

  /// The number of the collector's process, if known.
  var process: Int32? { if case .process(let number) = holder { number } else { nil } }

  var text: String {
    switch holder {
    case .nobody: "no collector has its lock"
    case .process(.some(let number)): "process \(number) has its lock"
    case .process(nil): "a process has its lock"
    case .unknown(let why): "its lock can't be examined (\(why))"
    }
  }
}

extension LockProbe {
  /// Tries a shared lock (flock(2)), and releases it at once: a starting collector retries longer. Creates no file.
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
