import Basics

/// A file that can't be read or written.
typealias FileError = CodedError<FileErrorCode>

enum FileErrorCode: ErrorCode {
  /// Other files may still be read.
  case reading
  case writing
}

extension FileError {
  init(reading file: String, _ number: Int32) {
    self.init(.reading, "cannot read \(file)", errno: number)
  }

  init(writing file: String, _ number: Int32) {
    self.init(.writing, "cannot write \(file)", errno: number)
  }
}
