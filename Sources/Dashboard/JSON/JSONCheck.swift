internal import Basics

/// Finds out whether a record is one JSON object that can be put into another text as it is.
enum JSONCheck {
  /// How deep values may lie in each other; those of a record lie two deep.
  private static let maximumDepth = 32

  /// Whether it is an object, with nothing before and behind it.
  static func isObject(_ bytes: [UInt8]) -> Bool {
    guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}") else { return false }
    return bytes.withUnsafeBytes { bytes in
      var scanner = JSONScanner(bytes, maximumDepth: maximumDepth)
      do throws(JSONScanner.Fault) {
        try scanner.skipValue(depth: 1)
        return scanner.isAtEnd()
      } catch {
        return false
      }
    }
  }
}
