import Glibc

/// A file that can't be read or written.
struct FileError: Error, CustomStringConvertible {
  /// One line: what, which file, why.
  let description: String
  /// Whether reading failed, so that other files may still be read.
  let isInput: Bool

  init(reading file: String, _ code: Int32) {
    description = "cannot read \(file): \(String(cString: strerror(code)))"
    isInput = true
  }

  init(writing file: String, _ code: Int32) {
    description = "cannot write \(file): \(String(cString: strerror(code)))"
    isInput = false
  }
}
