import Basics
import CDecklog
import Glibc

/// The directory of ring and checkpoints, and the locks that keep others out.
final class StateDirectory {
  let path: String
  /// The files that are locked, by their paths.
  private var locks: [(path: String, descriptor: Int32)] = []

  /// Makes the directory where it is missing, and locks it and the raw log.
  ///
  /// - Throws: ``EvidenceError`` with code `locked`, naming the process that has the lock, also where that of an output
  ///   file is taken: then nothing but the log's lock file was made.
  init(_ settings: JournalSettings) throws(EvidenceError) {
    path = settings.stateDirectory
    try Directories.make(above: settings.logFile)
    locks.append(try Self.lock(settings.lockFile, for: settings.logFile))
    for output in settings.outputs { try FileLock.check(output) }
    try make()
    locks.append(try Self.lock(path + "/lock", for: path))
  }

  deinit { for lock in locks { close(lock.descriptor) } }

  private func make() throws(EvidenceError) {
    try Directories.make(above: path)
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw EvidenceError("make", path, code: errno) }
  }

  /// Whether the names still lead to what is locked. A directory may be moved or removed, with the log or without.
  var isThere: Bool { locks.allSatisfy(Self.isNamed) }

  /// Makes again what is no longer there, and locks it. What came in its place is put aside.
  ///
  /// - Throws: ``EvidenceError``; the same call can be made again.
  func renew(_ settings: JournalSettings) throws(EvidenceError) {
    try Directories.make(above: settings.logFile)
    try make()
    var isReplaced = false
    for index in locks.indices where !Self.isNamed(locks[index]) {
      let file = locks[index].path
      if file != settings.lockFile { isReplaced = true }
      let renewed = try Self.lock(file, for: file == settings.lockFile ? settings.logFile : path)
      close(locks[index].descriptor)
      locks[index] = renewed
    }
    guard isReplaced, try Directories.names(in: path).contains(where: { $0 != "lock" }) else { return }
    _ = try putAside(except: "lock")
  }

  private static func isNamed(_ lock: (path: String, descriptor: Int32)) -> Bool {
    guard let ours = FileStatus(of: lock.descriptor),
      let named = FileStatus(of: lock.path, followsLink: false)
    else { return false }
    return (ours.device, ours.inode) == (named.device, named.inode)
  }

  /// Everything in the directory but its lock and one file goes to a directory beside it.
  ///
  /// - Returns: the path of that directory.
  func putAside(except kept: String) throws(EvidenceError) -> String {
    let aside = "\(path).aside-\(Moment.now.parts.seconds)"
    guard mkdir(aside, 0o700) == 0 else { throw EvidenceError("make", aside, code: errno) }
    for name in try Directories.names(in: path) where name != "lock" && name != kept {
      guard rename("\(path)/\(name)", "\(aside)/\(name)") == 0 else {
        throw EvidenceError("move", "\(path)/\(name)", code: errno)
      }
    }
    return aside
  }

  /// The file is never deleted: who waits for a lock on a deleted file waits for nothing.
  private static func lock(
    _ file: String,
    for what: String
  ) throws(EvidenceError) -> (path: String, descriptor: Int32) {
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else { throw EvidenceError("open", file, code: errno) }
    var isKept = false
    defer { if !isKept { close(descriptor) } }
    guard FileLock.take(descriptor, waits: true) else {
      let holder = String(decoding: FileBytes.read(descriptor, at: 0, count: 20), as: UTF8.self)
      let process = holder.isEmpty ? "another process" : "process \(holder.filter { $0 != "\n" })"
      throw EvidenceError(.locked, "\(what) is in use by \(process) (lock \(file))")
    }
    guard ftruncate(descriptor, 0) == 0 else { throw EvidenceError("write", file, code: errno) }
    let text = Array("\(getpid())\n".utf8)
    guard pwrite(descriptor, text, text.count, 0) == text.count else {
      throw EvidenceError("write", file, code: errno)
    }
    isKept = true
    return (file, descriptor)
  }
}
