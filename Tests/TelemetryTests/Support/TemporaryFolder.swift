import Foundation

/// A folder that is deleted with its value.
final class TemporaryFolder: Sendable {
  private let url: URL

  /// A new empty folder; its path is short, because that of a UNIX socket has at most 107 bytes.
  init() throws {
    url = URL(filePath: "/tmp/dlm-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  deinit {
    // What is left behind is the system's to clean up.
    try? FileManager.default.removeItem(at: url)
  }

  /// Where a file of this name is or would be.
  func path(_ name: String) -> String { url.appending(path: name).path }
}
