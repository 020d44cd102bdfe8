internal import Basics
internal import CDecklog
import Glibc

/// A directory in which somebody else makes the names: a honeypot's artifacts, or what is in a container.
///
/// Whoever owns it may put links, FIFOs and devices where files are expected, and exchange them at any moment. Below it
/// no link is followed and no mount crossed, and only a regular file with a single name is opened.
package struct ForeignDirectory: ~Copyable {
  private let descriptor: Int32
  private let walks: Bool

  /// Opens the directory that `path` leads to, by links too: this path is the operator's, only what is below is not.
  ///
  /// - Parameter walks: whether to do without openat2(2), even where it is there.
  package init(_ path: String, walks: Bool = false) throws(ForeignFileFault) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ForeignFileFault(code: errno) }
    self.descriptor = descriptor
    self.walks = walks
  }

  private init(taking descriptor: Int32, walks: Bool) throws(ForeignFileFault) {
    guard descriptor >= 0 else { throw ForeignFileFault(code: -descriptor) }
    self.descriptor = descriptor
    self.walks = walks
  }

  deinit { close(descriptor) }

  /// Opens a directory below this one.
  ///
  /// - Parameter path: relative to this directory.
  package func directory(_ path: String) throws(ForeignFileFault) -> ForeignDirectory {
    try ForeignDirectory(taking: open(path, readsDirectory: true), walks: walks)
  }

  /// Opens a regular file below this directory for reading.
  ///
  /// - Parameter path: relative to this directory.
  package func file(_ path: String) throws(ForeignFileFault) -> OpenFile {
    let place = open(path, readsDirectory: false)
    guard place >= 0 else { throw ForeignFileFault(code: -place) }
    defer { close(place) }
    var status = stat()
    guard fstat(place, &status) == 0 else { throw ForeignFileFault(code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .kind }
    guard status.st_nlink <= 1 else { throw .secondName }
    // By its descriptor it is the same file, whatever has the name by now.
    let file = Glibc.open("/proc/self/fd/\(place)", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard file >= 0 else { throw ForeignFileFault(code: errno) }
    guard let opened = OpenFile(file) else { throw .kind }
    return opened
  }

  /// Shows the names in this directory to `body`, in no order, without `.` and `..`.
  ///
  /// - Parameter limit: the most names that are shown.
  /// - Returns: whether there were no more.
  /// - Throws: ``ForeignFileFault`` where it can't be read to its end.
  package func forEachName(limit: Int, _ body: (String) -> Void) throws(ForeignFileFault) -> Bool {
    guard var stream = DirectoryStream(of: descriptor) else { throw ForeignFileFault(code: errno) }
    var count = 0
    while let name = stream.next() {
      guard count < limit else { return false }
      count += 1
      body(name)
    }
    guard errno == 0 else { throw ForeignFileFault(code: errno) }
    return true
  }

  private func open(_ path: String, readsDirectory: Bool) -> Int32 {
    walks
      ? decklog_walk_beneath(descriptor, path, readsDirectory ? 1 : 0)
      : decklog_open_beneath(descriptor, path, readsDirectory ? 1 : 0)
  }
}
