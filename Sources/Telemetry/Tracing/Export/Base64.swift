internal import FoundationEssentials

/// Reads base64 (RFC 4648, section 4).
enum Base64 {
  /// - Returns: `nil` for what isn't base64. Padding may be missing, as in gRPC's binary headers, or too long.
  static func decode(_ text: String) -> [UInt8]? {
    let missing = text.hasSuffix("=") ? 0 : (4 - text.utf8.count % 4) % 4
    return Data(base64Encoded: text + String(repeating: "=", count: missing)).map { Array($0) }
  }
}
