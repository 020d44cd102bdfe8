import Foundation

/// How samples are spelled.
package enum SampleText {
  /// A time as `observed` has it.
  package static func time(_ nanoseconds: Int64) -> String {
    let date = Date(timeIntervalSince1970: Double(nanoseconds / 1_000_000) / 1_000)
    return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  /// A time as `timestamp` has it.
  package static func day(_ nanoseconds: Int64) -> String {
    time(nanoseconds).prefix(19).replacingOccurrences(of: "T", with: " ")
  }

  /// Nanoseconds since 1970, now.
  package static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) * 1_000_000 }
}
