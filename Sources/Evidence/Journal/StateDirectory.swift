import CDecklog
import Glibc

/// The directory of ring and checkpoints, and the locks that keep others out.
final class StateDirectory {
  /// How often a lock that somebody has is tried again.
  private static let looks = 20
  /// Microseconds between two tries.
  private static let pause: UInt32 = 10_000

  let path: String
  private var locks: [Int32] = []

  /// Makes the directory where it is missing, and locks it and the raw log.
  ///
  /// - Throws: ``EvidenceError`` with code `locked`, naming the process that has the lock.
  init(_ path: String, logFile: String, lockFile: String) throws(EvidenceError) {
    self.path = path
    try Directories.make(above: logFile)
    try lock(lockFile, for: logFile)
    try Directories.make(above: path)
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw EvidenceError("make", path, code: errno) }
    try lock(path + "/lock", for: path)
  }

  deinit { for lock in locks { close(lock) } }

  /// Everything in the directory but its lock and one file goes to a directory beside it.
  ///
  /// - Returns: the path of that directory.
  func putAside(except kept: String) throws(EvidenceError) -> String {
    let aside = "\(path).aside-\(time(nil))"
    guard mkdir(aside, 0o700) == 0 else { throw EvidenceError("make", aside, code: errno) }
    for name in try names() where name != "lock" && name != kept {
      guard rename("\(path)/\(name)", "\(aside)/\(name)") == 0 else {
        throw EvidenceError("move", "\(path)/\(name)", code: errno)
      }
    }
    return aside
  }

  /// The names in the directory.
  func names() throws(EvidenceError) -> [String] {
    guard let handle = opendir(path) else { throw EvidenceError("open", path, code: errno) }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// The file is never deleted: who waits for a lock on a deleted file waits for nothing.
  private func lock(_ file: String, for what: String) throws(EvidenceError) {
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else { throw EvidenceError("open", file, code: errno) }
    locks.append(descriptor)
    var looks = 0
    // Who held it may be ending this moment.
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK, looks < Self.looks {
      looks += 1
      usleep(Self.pause)
    }
    guard looks < Self.looks else {
      let holder = String(decoding: FileBytes.read(descriptor, at: 0, count: 20), as: UTF8.self)
      let process = holder.isEmpty ? "another process" : "process \(holder.filter { $0 != "\n" })"
      throw EvidenceError(.locked, "\(what) is in use by \(process) (lock \(file))")
    }
    guard ftruncate(descriptor, 0) == 0 else { throw EvidenceError("write", file, code: errno) }
    let text = Array("\(getpid())\n".utf8)
    guard pwrite(descriptor, text, text.count, 0) == text.count else {
      throw EvidenceError("write", file, code: errno)
    }
  }
}
