internal import Files
internal import Glibc

/// A file of the system's that is read at once.
enum SmallFile {
  /// The most bytes that are read.
  static let limit = 64 << 10

  /// The file's beginning; `nil` where it can't be read, and for what is no regular file, which could block.
  static func text(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard FileStatus(of: descriptor)?.isRegularFile == true else { return nil }
    var bytes: [UInt8] = []
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      while bytes.count < limit {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        guard count > 0 else { break }
        bytes += buffer[..<count]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
