import Glibc

/// The process's own output, without a buffer in between.
struct StandardStream {
  static let output = StandardStream(descriptor: STDOUT_FILENO)
  static let error = StandardStream(descriptor: STDERR_FILENO)

  let descriptor: Int32

  /// Writes the text whole.
  func write(_ text: String) throws(Failure) {
    try write(Array(text.utf8))
  }

  /// Writes the bytes by one write(2), and goes on after a short one.
  ///
  /// When a stop is asked for meanwhile, what is begun is finished up to its line's end and no more.
  func write(_ bytes: [UInt8]) throws(Failure) {
    var written = 0
    var end = bytes.count
    while written < end {
      if Stop.requested { end = Self.endOfLine(in: bytes, after: written) }
      guard written < end else { return }
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, end - written)
      }
      if count > 0 {
        written += count
      } else if errno != EINTR {
        throw .system("can't write to descriptor \(descriptor)", errno)
      }
    }
  }

  /// Where the line ends that the first `written` bytes have begun; `written` itself if they end with one.
  private static func endOfLine(in bytes: [UInt8], after written: Int) -> Int {
    let newline = UInt8(ascii: "\n")
    if written == 0 || bytes[written - 1] == newline { return written }
    return bytes[written...].firstIndex(of: newline).map { $0 + 1 } ?? bytes.count
  }
}
