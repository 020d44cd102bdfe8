import Glibc

/// Where a command's results go.
enum StandardOutput {
  /// What ended a write before all was written.
  enum Stop: Error {
    /// Nobody reads any longer.
    case closed
    /// A signal came.
    case interrupted
    /// It can't be written to.
    case failed(FileError)
  }

  /// Writes all of it; waits for whoever reads slowly.
  static func write(_ bytes: [UInt8]) throws(Stop) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else {
        switch errno {
        case EINTR: throw .interrupted
        case EPIPE: throw .closed
        case let code: throw .failed(FileError(writing: "standard output", code))
        }
      }
    }
  }
}
