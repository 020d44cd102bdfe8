import Glibc

/// A regular file, open as long as this value lives.
package struct OpenFile: ~Copyable {
  package let descriptor: Int32
  package let identity: FileIdentity
  /// Its size when it was opened.
  package let size: Int

  /// Opens a file for reading; `nil` for what is no regular file, or not there, or not ours to read.
  init?(reading path: String) {
    self.init(Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW))
  }

  /// Takes over a descriptor, and closes it where it isn't that of a regular file.
  init?(_ descriptor: Int32) {
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    identity = FileIdentity(status, descriptor: descriptor)
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  var isEmpty: Bool { size == 0 }
}
