internal import Glibc

/// The lock on the directory that a socket is in. It leaves no file behind.
struct DirectoryLock {
  /// How often, and after how long in milliseconds, a directory that somebody else has locked is tried again.
  private static let attempts = 100
  private static let pause: UInt32 = 20

  private let descriptor: Int32

  /// - Throws: `badPath` if there is no such directory, `unavailable` if it stays locked for two seconds.
  init(of path: String) throws(BusError) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let parent = parts.dropLast().joined(separator: "/")
    let directory = parts.count == 1 ? "." : parent.isEmpty ? "/" : parent
    descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw BusError(
        code: errno == EACCES ? .permissionDenied : .badPath,
        message: "can't open the directory of \(path): \(reason)"
      )
    }
    for _ in 0..<Self.attempts {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
      usleep(Self.pause * 1000)
    }
    close(descriptor)
    throw BusError(code: .unavailable, message: "the directory of \(path) is locked by another process")
  }

  /// Unlocks it.
  func release() {
    close(descriptor)
  }
}
