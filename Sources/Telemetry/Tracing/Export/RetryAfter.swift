internal import Basics

/// Reads HTTP's `Retry-After` (RFC 9110, section 10.2.3).
enum RetryAfter {
  /// How long to wait: a number of seconds, or until a date; `nil` for anything else.
  ///
  /// - Parameter now: seconds since 1970.
  static func pause(_ text: String, now: Int = Int(WallClock.seconds)) -> Duration? {
    let text = text.utf8.drop { $0 == UInt8(ascii: " ") }
    if !text.isEmpty, text.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      // What doesn't fit is as good as for ever.
      return .seconds(Int32(Substring(text)) ?? .max)
    }
    return HTTPDate.seconds(Substring(text)).map { .seconds(max($0 - now, 0)) }
  }
}
