import Basics
import Glibc

/// Locks of files (flock(2)): they belong to the file, whatever name it was opened by, and end with the descriptor.
enum FileLock {
  /// How often a lock that somebody has is tried where it is waited for.
  private static let tries = 20
  /// Microseconds between two tries.
  private static let pause: UInt32 = 10_000
  /// The most bytes of the kernel's list of locks that are read.
  private static let longestList = 1 << 20

  /// Takes the lock of an open file.
  ///
  /// - Parameter waits: whether a holder that may be ending this moment is given a fifth of a second.
  /// - Returns: whether nobody else has it. Where the file system knows no locks, nobody has.
  static func take(_ descriptor: Int32, waits: Bool) -> Bool {
    for count in 0..<(waits ? tries : 1) {
      if count > 0 { usleep(pause) }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK { return true }
    }
    return false
  }

  /// Gives the lock back, also where the descriptor has duplicates.
  static func release(_ descriptor: Int32) { flock(descriptor, LOCK_UN) }

  /// Makes sure that nobody has the lock of a file. What is no regular file, or missing, is somebody else's to refuse.
  ///
  /// - Throws: ``EvidenceError`` with code `locked`.
  static func check(_ path: String) throws(EvidenceError) {
    guard let file = OpenFile(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) else { return }
    guard take(file.descriptor, waits: true) else { throw EvidenceError(inUse: path, file.descriptor) }
  }

  /// The process that has the lock of an open file; `nil` where the kernel doesn't tell (proc_locks(5)).
  static func holder(of descriptor: Int32) -> Int32? {
    guard let status = FileStatus(of: descriptor), let list = OpenFile(reading: "/proc/locks") else {
      return nil
    }
    let text = String(
      decoding: FileBytes.read(list.descriptor, at: 0, count: longestList),
      as: UTF8.self
    )
    return holder(ofDevice: status.device, inode: status.inode, in: text)
  }

  /// The process that has a file's lock by the kernel's list, whose lines are
  /// `1: FLOCK  ADVISORY  WRITE 4711 08:01:1234 0 EOF`: the process, then device and inode of the file.
  static func holder(ofDevice device: UInt64, inode: UInt64, in list: String) -> Int32? {
    // As glibc puts the two together, see makedev(3).
    let major = (device >> 8) & 0xFFF | (device >> 32) & 0xFFFF_F000
    let minor = device & 0xFF | (device >> 12) & 0xFFFF_FF00
    for line in list.split(separator: "\n") {
      let words = line.split(separator: " ")
      // A line of one who waits has an arrow after its number.
      guard words.count > 5, words[1] == "FLOCK", let process = Int32(words[4]) else { continue }
      let place = words[5].split(separator: ":")
      guard place.count == 3, UInt64(place[0], radix: 16) == major, UInt64(place[1], radix: 16) == minor,
        UInt64(place[2]) == inode
      else { continue }
      return process > 0 ? process : nil
    }
    return nil
  }
}

extension EvidenceError {
  /// The lock of an output file is somebody else's.
  init(inUse path: String, _ descriptor: Int32) {
    let process = FileLock.holder(of: descriptor).map { "process \($0)" } ?? "another process"
    self.init(
      .locked,
      "\(path) is in use by \(process): another collector may write it under a different name; stop that one, or use "
        + "another --log-file"
    )
  }
}
