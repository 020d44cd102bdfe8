internal import Basics
internal import CDecklog
package import Glibc

/// The result of stat(2). Two equal values mean the same file, unchanged in between.
package struct FileStatus: Sendable, Hashable {
  package let device: UInt64
  package let inode: UInt64
  /// Bytes.
  package let size: Int
  private let mode: mode_t
  package let links: Int
  package let user: uid_t
  /// When the content last changed, in nanoseconds since 1970.
  package let modified: Int64
  /// When content or metadata last changed, in nanoseconds since 1970.
  private let changed: Int64

  /// The status of the file at `path`; `nil` sets `errno`.
  ///
  /// - Parameter followsLink: whether a symbolic link stands for its target.
  package init?(of path: String, followsLink: Bool = true) {
    var status = stat()
    guard followsLink ? stat(path, &status) == 0 : lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The status of an open file; `nil` sets `errno`.
  package init?(of descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The status of what has a name in an open directory, itself if it is a link; `nil` sets `errno`.
  init?(of name: String, in directory: Int32) {
    var status = stat()
    guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int(status.st_size)
    mode = status.st_mode
    links = Int(status.st_nlink)
    user = status.st_uid
    modified = status.st_mtim.nanosecondsSince1970
    changed = status.st_ctim.nanosecondsSince1970
  }

  package var isRegularFile: Bool { mode & S_IFMT == S_IFREG }
  package var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
  package var isSocket: Bool { mode & S_IFMT == S_IFSOCK }

  /// Whether both have the same device and inode: the same file, if either is still open.
  package func isSameFile(as other: FileStatus) -> Bool { (device, inode) == (other.device, other.inode) }
}

/// Identifies a file across renames.
///
/// Device and inode alone don't: an inode is reused as soon as its file is gone.
package struct FileIdentity: Sendable, Hashable {
  package static let none = FileIdentity(device: 0, inode: 0, birth: 0)

  package let device: UInt64
  package let inode: UInt64
  /// Creation time in nanoseconds since 1970; 0 if the file system doesn't record it.
  package let birth: Int64

  package init(device: UInt64, inode: UInt64, birth: Int64) {
    self.device = device
    self.inode = inode
    self.birth = birth
  }

  package init(_ status: FileStatus, descriptor: Int32) {
    self.init(device: status.device, inode: status.inode, birth: decklog_birth_time(descriptor))
  }

  /// Whether `path` leads to this file. Only valid while the file is open: until then no other can have its inode.
  package func isOpenFile(named path: String, followsLink: Bool = true) -> Bool {
    FileStatus(of: path, followsLink: followsLink).map { ($0.device, $0.inode) == (device, inode) } ?? false
  }
}
