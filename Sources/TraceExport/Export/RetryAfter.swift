internal import Basics

/// Parses HTTP's `Retry-After` (RFC 9110, section 10.2.3).
enum RetryAfter {
  /// How long to wait: a number of seconds, or until a date; `nil` for anything else.
  ///
  /// - Parameter now: seconds since 1970.
  static func pause(_ text: String, now: Int = Int(WallClock.seconds)) -> Duration? {
    let text = text.drop { $0 == " " }
    if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      // What doesn't fit is longer than any pause that is granted.
      return .seconds(Int32(text) ?? .max)
    }
    return seconds(text).map { .seconds(max(Int($0) - now, 0)) }
  }

  /// Parses `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110, section 5.6.7). Nobody has to send the two older
  /// forms.
  ///
  /// - Returns: seconds since 1970.
  private static func seconds(_ text: Substring) -> Int64? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].utf8.count == 4, parts[5] == "GMT",
      let month = CivilDate.monthNames.firstIndex(where: { $0 == parts[2] })
    else { return nil }
    return Array("\(parts[3])-\(parts[1]) \(parts[4])".utf8).withUnsafeBytes { bytes in
      var reader = DigitReader(bytes)
      guard let year = reader.number(digits: 4), year >= 1970, reader.skip(UInt8(ascii: "-")),
        let day = reader.number(digits: 2), reader.skip(UInt8(ascii: " ")), let time = reader.time(),
        reader.isAtEnd, let date = CivilDate(year: year, month: Int64(month) + 1, day: day)
      else { return nil }
      return date.days * 86_400 + time
    }
  }
}
