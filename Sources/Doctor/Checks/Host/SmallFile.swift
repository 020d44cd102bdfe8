internal import Evidence
import Files
internal import Glibc

/// Reads a small file at once.
enum SmallFile {
  /// The most bytes that are read.
  static let limit = 64 << 10

  /// The beginning of a file; `nil` if it can't be read, or is not a regular file, which could block.
  static func text(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard FileStatus(of: descriptor)?.isRegularFile == true else { return nil }
    return String(decoding: FileBytes.read(descriptor, at: 0, count: limit), as: UTF8.self)
  }
}
