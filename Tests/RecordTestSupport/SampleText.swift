import Foundation

/// How samples are spelled.
public enum SampleText {
  /// A JSON string.
  public static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A time as `observed` has it.
  public static func time(_ nanoseconds: Int64) -> String {
    let date = Date(timeIntervalSince1970: Double(nanoseconds / 1_000_000) / 1_000)
    return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  /// A time as `timestamp` has it.
  public static func day(_ nanoseconds: Int64) -> String {
    time(nanoseconds).prefix(19).replacingOccurrences(of: "T", with: " ")
  }

  /// Nanoseconds since 1970, now.
  public static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) * 1_000_000 }
}
