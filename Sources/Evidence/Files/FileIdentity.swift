internal import CDecklog
package import Glibc

/// Which file a path or descriptor leads to, as far as the system can tell two of them apart.
///
/// Device and inode are not enough: an inode is used again as soon as its file is gone.
package struct FileIdentity: Sendable, Hashable {
  package let device: UInt64
  package let inode: UInt64
  /// When the file was made, in nanoseconds since 1970; 0 where the file system does not say.
  package let birth: Int64

  package init(device: UInt64, inode: UInt64, birth: Int64) {
    self.device = device
    self.inode = inode
    self.birth = birth
  }

  package init(_ status: stat, descriptor: Int32) {
    self.init(
      device: UInt64(status.st_dev),
      inode: UInt64(status.st_ino),
      birth: decklog_birth_time(descriptor)
    )
  }

  /// Whether the name leads to this file, as long as this file is kept open: then its inode is nobody else's.
  package func isOpenFile(named path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode
  }
}
