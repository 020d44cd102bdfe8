internal import Basics
internal import Glibc

/// What the system says of a file: stat(2). Two that are equal are of one file that has not changed in between.
public struct FileStatus: Sendable, Hashable {
  /// The device that it is on.
  public let device: UInt64
  /// Its number there.
  public let inode: UInt64
  /// Bytes.
  public let size: Int
  /// Whether it is neither directory, link, socket, FIFO nor device.
  public let isRegularFile: Bool
  /// Whether it is a directory.
  package let isDirectory: Bool
  /// How many names it has (hard links).
  package let links: Int
  /// The number of the user whose it is.
  package let user: UInt32
  /// When its content changed, in nanoseconds since 1970.
  package let modified: Int64
  /// When anything of it changed, its permissions too; nanoseconds since 1970.
  private let changed: Int64

  /// The status of what a name leads to; `nil` where that can't be known, and `errno` says why.
  ///
  /// - Parameter followsLink: whether it is the target that counts where the name is that of a link.
  public init?(of path: String, followsLink: Bool = true) {
    var status = stat()
    guard followsLink ? stat(path, &status) == 0 : lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The status of an open file; `nil` where that can't be known, and `errno` says why.
  public init?(of descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int(status.st_size)
    isRegularFile = status.st_mode & S_IFMT == S_IFREG
    isDirectory = status.st_mode & S_IFMT == S_IFDIR
    links = Int(status.st_nlink)
    user = status.st_uid
    modified = status.st_mtim.nanosecondsSince1970
    changed = status.st_ctim.nanosecondsSince1970
  }
}
