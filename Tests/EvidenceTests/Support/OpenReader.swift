import Foundation
import Glibc

/// A reader that keeps a file open, as `tail -f` does.
final class OpenReader: Sendable {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CocoaError(.fileReadUnknown) }
  }

  deinit { close(descriptor) }

  /// All that the file holds now.
  func bytes() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = pread(descriptor, &buffer, buffer.count, bytes.count)
      guard count >= 0 else { throw CocoaError(.fileReadUnknown) }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }

  func text() throws -> String { String(decoding: try bytes(), as: UTF8.self) }
}
