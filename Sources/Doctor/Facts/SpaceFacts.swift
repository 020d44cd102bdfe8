internal import Glibc

/// How much room a file system has for who is not root.
struct SpaceFacts: Sendable, Hashable {
  /// The path by which it was asked.
  var path: String
  /// Bytes.
  var free: Int
  var size: Int
  /// Inodes; 0 of 0 where the file system has no fixed number of them.
  var freeInodes: Int
  var inodes: Int

  init(path: String, free: Int, size: Int, freeInodes: Int = 0, inodes: Int = 0) {
    self.path = path
    self.free = free
    self.size = size
    self.freeInodes = freeInodes
    self.inodes = inodes
  }

  /// Asks statvfs(3); `nil` where it doesn't say.
  init?(of path: String) {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    self.init(
      path: path,
      free: Self.bytes(status.f_bavail, status.f_frsize),
      size: Self.bytes(status.f_blocks, status.f_frsize),
      freeInodes: Int(clamping: status.f_favail),
      inodes: Int(clamping: status.f_files)
    )
  }

  /// Some file systems tell what no disk has.
  private static func bytes(_ blocks: UInt, _ length: UInt) -> Int {
    let (bytes, isTooMuch) = blocks.multipliedReportingOverflow(by: length)
    return isTooMuch ? .max : Int(clamping: bytes)
  }
}
