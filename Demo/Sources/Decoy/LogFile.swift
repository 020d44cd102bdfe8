import Glibc

/// A file that lines are appended to, as a honeypot's own log.
///
/// It is opened for each piece of output, so a rotated file gets a successor at once.
struct LogFile {
  let path: String
  /// The first line of each new file, such as the columns of a CSV file; `nil` for none.
  let header: String?

  /// Appends the bytes, and makes the file and its directories if they are missing.
  func write(_ bytes: [UInt8]) throws(Failure) {
    guard !bytes.isEmpty else { return }
    var descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    if descriptor < 0, errno == ENOENT {
      makeDirectories()
      descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    }
    guard descriptor >= 0 else { throw .system("can't open \(path)", errno) }
    defer { close(descriptor) }
    var status = stat()
    let isNew = header != nil && fstat(descriptor, &status) == 0 && status.st_size == 0
    let first = isNew ? Array("\(header ?? "")\n".utf8) : []
    try StandardStream(descriptor: descriptor).write(first + bytes)
  }

  private func makeDirectories() {
    var directory = path.hasPrefix("/") ? "" : "."
    for component in path.split(separator: "/").dropLast() {
      directory += "/" + component
      _ = mkdir(directory, 0o755)
    }
  }
}
