internal import Glibc

/// The lock on the directory that a file is in (flock(2)). It leaves no file behind. Where the directory may be written and
/// not read nobody can lock it.
struct DirectoryLock {
  /// How often, and after how many microseconds, a directory that somebody else has locked is tried again.
  private static let attempts = 100
  private static let pause: UInt32 = 20_000

  private let descriptor: Int32

  /// - Throws: `noDirectory` if there is none, or `failed` if it stays locked for two seconds.
  init(of path: String) throws(SocketFileError) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let parent = parts.dropLast().joined(separator: "/")
    let directory = parts.count == 1 ? "." : parent.isEmpty ? "/" : parent
    descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno == EACCES else { throw SocketFileError(path, code: errno) }
      return
    }
    for _ in 0..<Self.attempts {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
      usleep(Self.pause)
    }
    close(descriptor)
    throw SocketFileError(.failed, "\(path): another process keeps the directory locked")
  }

  /// Unlocks it.
  func release() {
    if descriptor >= 0 { close(descriptor) }
  }
}
