import Files
import Glibc

/// Small files that the operator writes.
enum OperatorFile {
  /// The longest file that is read, in bytes.
  static let longest = 1 << 20

  /// Why a file can't be read.
  struct Unusable: Error {
    let reason: String
    /// Whether there is no such file.
    var isMissing = false
  }

  /// Reads a whole regular file of UTF-8 text.
  static func text(of path: String) throws(Unusable) -> String {
    // O_NONBLOCK: a FIFO without a writer must not block.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      let isMissing = errno == ENOENT || errno == ENOTDIR
      throw Unusable(reason: String(cString: strerror(errno)), isMissing: isMissing)
    }
    defer { close(descriptor) }
    guard FileStatus(of: descriptor)?.isRegularFile == true else {
      throw Unusable(reason: "not a regular file")
    }
    let bytes = FileBytes.read(descriptor, at: 0, count: longest + 1)
    guard bytes.count <= longest else { throw Unusable(reason: "longer than \(longest) bytes") }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw Unusable(reason: "not UTF-8 text")
    }
    return text
  }
}
