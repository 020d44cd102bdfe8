import Foundation

/// Counts a file's lines.
package enum FileLines {
  /// How many LFs a file has; 0 where there is no file.
  package static func count(_ path: String) throws -> Int {
    guard FileManager.default.fileExists(atPath: path) else { return 0 }
    return try Data(contentsOf: URL(filePath: path), options: .alwaysMapped).withUnsafeBytes { bytes in
      bytes.count { $0 == UInt8(ascii: "\n") }
    }
  }
}
