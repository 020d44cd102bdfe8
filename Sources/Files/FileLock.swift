import Glibc

/// Exclusive locks on files (flock(2)). A lock belongs to the file, not its name, and ends with the descriptor.
package enum FileLock {
  /// Attempts and microseconds between them when waiting for a lock.
  private static let (tries, pause) = (20, UInt32(10_000))
  /// The longest part of the kernel's list of locks that is read, in bytes.
  private static let longestList = 1 << 20

  /// Locks an open file.
  ///
  /// - Parameter waits: whether to wait up to a fifth of a second for a holder that may be exiting.
  /// - Returns: `false` if another process holds the lock; `true` also if the file system has no locks.
  package static func take(_ descriptor: Int32, waits: Bool) -> Bool {
    for count in 0..<(waits ? tries : 1) {
      if count > 0 { usleep(pause) }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK { return true }
    }
    return false
  }

  /// Unlocks the file, even if the descriptor has duplicates.
  package static func release(_ descriptor: Int32) { flock(descriptor, LOCK_UN) }

  /// The process that holds the lock of an open file; `nil` if the kernel doesn't say (proc_locks(5)).
  package static func holder(of descriptor: Int32) -> Int32? {
    guard let status = FileStatus(of: descriptor), let list = OpenFile(reading: "/proc/locks")
    else { return nil }
    let text = FileBytes.read(list.descriptor, at: 0, count: longestList)
    return holder(ofDevice: status.device, inode: status.inode, in: String(decoding: text, as: UTF8.self))
  }

  /// The process that holds a file's lock, found in a list with lines such as
  /// `1: FLOCK  ADVISORY  WRITE 4711 08:01:1234 0 EOF`: process, then device and inode.
  package static func holder(ofDevice device: UInt64, inode: UInt64, in list: String) -> Int32? {
    // Encoded as in glibc's makedev(3).
    let major = (device >> 8) & 0xFFF | (device >> 32) & 0xFFFF_F000
    let minor = device & 0xFF | (device >> 12) & 0xFFFF_FF00
    for line in list.split(separator: "\n") {
      let words = line.split(separator: " ")
      // A waiting process has an arrow after the line's number.
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
