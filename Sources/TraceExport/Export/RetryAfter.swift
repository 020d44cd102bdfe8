internal import Glibc

/// Reads HTTP's `Retry-After` (RFC 9110, section 10.2.3).
enum RetryAfter {
  /// How long to wait: a number of seconds, or until a date; `nil` for anything else.
  ///
  /// - Parameter now: seconds since 1970.
  static func pause(_ text: String, now: Int = time(nil)) -> Duration? {
    let text = text.utf8.drop { $0 == UInt8(ascii: " ") }
    if !text.isEmpty, text.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      // What doesn't fit is as good as for ever.
      return .seconds(Int32(Substring(text)) ?? .max)
    }
    return HTTPDate.seconds(Substring(text)).map { .seconds(max($0 - now, 0)) }
  }
}

/// Reads dates as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110, section 5.6.7).
///
/// The two older forms there are not read: no one has to send them.
enum HTTPDate {
  private static let months: [Substring] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Seconds since 1970; `nil` for what is no such date.
  static func seconds(_ text: Substring) -> Int? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].utf8.count == 4, parts[5] == "GMT",
      let day = number(parts[1], digits: 2, in: 1...31),
      let month = months.firstIndex(of: parts[2]),
      let year = number(parts[3], digits: 4, in: 1970...9999)
    else { return nil }
    let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3,
      let hour = number(clock[0], digits: 2, in: 0...23),
      let minute = number(clock[1], digits: 2, in: 0...59),
      let second = number(clock[2], digits: 2, in: 0...60)
    else { return nil }
    return (daysSince1970(year: year, month: month + 1, day: day) * 24 + hour) * 3600 + minute * 60 + second
  }

  private static func number(_ text: Substring, digits: Int, in range: ClosedRange<Int>) -> Int? {
    guard text.utf8.count == digits,
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(text), range.contains(number)
    else { return nil }
    return number
  }

  /// Counts years from March, so that the leap day is the last of one.
  private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let year = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }
}
