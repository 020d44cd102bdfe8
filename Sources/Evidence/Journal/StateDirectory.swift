import Basics
import CDecklog
internal import Files
import Glibc

/// The directory of ring and checkpoints, and the locks that keep other processes out.
final class StateDirectory {
  let path: String
  private var locks: [(path: String, descriptor: Int32)] = []

  /// Creates the directory if it is missing, and locks it and the raw log.
  ///
  /// - Throws: ``EvidenceError`` with code `locked`, naming the process that holds a lock; if that is an output file's,
  ///   only the raw log's lock file was created.
  init(_ settings: JournalSettings) throws(EvidenceError) {
    path = settings.stateDirectory
    try Directories.make(above: settings.logFile)
    locks.append(try Self.lock(settings.lockFile, for: settings.logFile))
    for output in settings.outputs { try Self.checkLock(of: output) }
    try make()
    locks.append(try Self.lock(path + "/lock", for: path))
  }

  deinit { for lock in locks { close(lock.descriptor) } }

  private func make() throws(EvidenceError) {
    try Directories.make(above: path)
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw EvidenceError("create", path, code: errno) }
  }

  /// Whether the locked files still have their names. The directory may be moved or removed, with or without the log.
  var isThere: Bool { locks.allSatisfy(Self.isNamed) }

  /// Creates and locks again what is gone. Whatever took its place is set aside.
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
    guard let ours = FileStatus(of: lock.descriptor) else { return false }
    return FileStatus(of: lock.path, followsLink: false)?.isSameFile(as: ours) == true
  }

  /// Moves everything but the lock and one file to a directory beside this one; returns the path of that directory.
  func putAside(except kept: String) throws(EvidenceError) -> String {
    let aside = "\(path).aside-\(Moment.now.parts.seconds)"
    guard mkdir(aside, 0o700) == 0 else { throw EvidenceError("create", aside, code: errno) }
    for name in try Directories.names(in: path) where name != "lock" && name != kept {
      guard rename("\(path)/\(name)", "\(aside)/\(name)") == 0
      else { throw EvidenceError("move", "\(path)/\(name)", code: errno) }
    }
    return aside
  }

  /// Locks a file, which is never deleted: waiting for the lock of a deleted file would be in vain.
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
    guard pwrite(descriptor, text, text.count, 0) == text.count
    else { throw EvidenceError("write", file, code: errno) }
    isKept = true
    return (file, descriptor)
  }

  /// Checks that nobody holds the lock of an output file. A missing or irregular file is reported elsewhere.
  private static func checkLock(of path: String) throws(EvidenceError) {
    guard let file = OpenFile(reading: path, followsLink: true) else { return }
    guard FileLock.take(file.descriptor, waits: true)
    else { throw EvidenceError(inUse: path, file.descriptor) }
  }
}

extension Directories {
  /// Creates the missing directories above `path`, writable by the owner and readable by the group.
  static func make(above path: String) throws(EvidenceError) {
    let (directory, _) = split(path)
    if mkdir(directory, 0o750) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, directory != path else { throw EvidenceError("create", directory, code: errno) }
    try make(above: directory)
    if mkdir(directory, 0o750) != 0, errno != EEXIST { throw EvidenceError("create", directory, code: errno) }
  }

  /// Makes the names in the directory of `path` durable.
  static func synchronize(above path: String) throws(EvidenceError) {
    let (directory, _) = split(path)
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw EvidenceError("open", directory, code: errno) }
    defer { close(descriptor) }
    if fsync(descriptor) != 0, errno != EINVAL { throw EvidenceError("sync", directory, code: errno) }
  }

  static func names(in directory: String) throws(EvidenceError) -> [String] {
    let (names, code) = read(directory)
    guard code == 0 else { throw EvidenceError("read", directory, code: code) }
    return names
  }
}

/// Refuses file systems that don't append atomically, where two writers overwrite each other.
package enum FileSystemCheck {
  /// Their magic numbers (statfs(2)) and names.
  private static let unsafe: [Int: String] = [
    0x6969: "NFS", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB", 0x517B: "SMB", 0x6573_5546: "FUSE",
    0x0102_1997: "9P", 0x00C3_6400: "Ceph", 0x5346_414F: "AFS", 0x0BD0_0BD0: "Lustre",
  ]

  /// The name of such a file system; `nil` for any other.
  package static func unsafeName(_ type: Int) -> String? { unsafe[type] }

  static func check(_ path: String) throws(EvidenceError) {
    let (directory, _) = Directories.split(path)
    let type = decklog_file_system(directory)
    guard type >= 0 else { throw EvidenceError("inspect", directory, code: errno) }
    if let name = unsafeName(Int(type)) {
      throw EvidenceError(
        .unsafeFileSystem,
        "\(directory) is on \(name), where two writers overwrite each other's lines; use a local disk, or "
          + "--allow-unsafe-file-system"
      )
    }
  }
}
