internal import CDecklog
import Glibc

/// A directory in which somebody else makes the names: a honeypot's artifacts, or what is in a container.
///
/// Whoever owns it may put links, FIFOs and devices where files are expected, and exchange them at any moment. Below it
/// no link is followed and no mount crossed, and only a regular file with a single name is opened. Needs openat2(2),
/// which Linux has since 5.6.
package struct ForeignDirectory: ~Copyable {
  private let descriptor: Int32

  /// Opens the directory that `path` leads to, by links too: this path is the operator's, only what is below is not.
  package init(_ path: String) throws(ForeignFileFault) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ForeignFileFault(code: errno) }
    self.descriptor = descriptor
  }

  private init(taking descriptor: Int32) throws(ForeignFileFault) {
    guard descriptor >= 0 else { throw ForeignFileFault(code: -descriptor) }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Opens a directory below this one.
  ///
  /// - Parameter path: relative to this directory.
  package func directory(_ path: String) throws(ForeignFileFault) -> ForeignDirectory {
    try ForeignDirectory(taking: decklog_open_directory_beneath(descriptor, path))
  }

  /// Opens a regular file below this directory for reading.
  ///
  /// - Parameter path: relative to this directory.
  package func file(_ path: String) throws(ForeignFileFault) -> OpenFile {
    let place = decklog_locate_beneath(descriptor, path)
    guard place >= 0 else { throw ForeignFileFault(code: -place) }
    defer { close(place) }
    var status = stat()
    guard fstat(place, &status) == 0 else { throw ForeignFileFault(code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .kind }
    guard status.st_nlink <= 1 else { throw .secondName }
    // By its descriptor it is the same file, whatever has the name by now.
    let file = open("/proc/self/fd/\(place)", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard file >= 0 else { throw ForeignFileFault(code: errno) }
    guard let opened = OpenFile(file) else { throw .kind }
    return opened
  }

  /// Shows the names in this directory to `body`, in no order, without `.` and `..`.
  ///
  /// - Parameter limit: the most names that are shown.
  /// - Returns: whether there were no more.
  package func forEachName(limit: Int, _ body: (String) -> Void) -> Bool {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, let handle = fdopendir(copy) else {
      if copy >= 0 { close(copy) }
      return false
    }
    defer { closedir(handle) }
    rewinddir(handle)
    var count = 0
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      guard count < limit else { return false }
      count += 1
      body(name)
    }
    return true
  }
}
