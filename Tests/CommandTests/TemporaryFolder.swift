import Foundation

/// A folder that is deleted with its value.
final class TemporaryFolder {
  private let url: URL

  /// A new empty folder.
  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "decklog-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  deinit {
    // What is left behind is the system's to clean up.
    try? FileManager.default.removeItem(at: url)
  }

  /// Where a file of this name is or would be.
  func path(_ name: String) -> String {
    url.appending(path: name).path
  }

  /// Writes a file.
  func write(_ bytes: [UInt8], to name: String) throws -> URL {
    let file = url.appending(path: name)
    try Data(bytes).write(to: file)
    return file
  }

  /// Writes a file.
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name).path
  }
}
