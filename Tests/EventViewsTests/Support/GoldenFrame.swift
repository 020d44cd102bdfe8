import Foundation
import Testing

/// An expected frame.
enum GoldenFrame {
  /// Compares lines with a file. `UPDATE_GOLDEN=1` replaces the file, and fails too.
  static func expect(_ lines: [String], _ name: String, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    let text = lines.map { $0 + "\n" }.joined()
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try text.write(to: folder.appending(path: "Golden/\(name).txt"), atomically: true, encoding: .utf8)
      Issue.record("\(name) is written anew", sourceLocation: sourceLocation)
      return
    }
    let file = try #require(
      Bundle.module.url(forResource: name, withExtension: "txt", subdirectory: "Golden")
    )
    let golden = try String(contentsOf: file, encoding: .utf8)
    #expect(golden == text, "the frame is now:\n\(text)", sourceLocation: sourceLocation)
  }
}
