package import Basics

/// The time of a record.
package typealias RecordTime = Moment

/// A time as people write it.
package enum TimeExpression {
  /// The accepted forms, for error messages.
  package static let expected =
    "expected a time ago (90s, 15m, 12h, 7d, 2w), a date (2026-11-24) or a date and time (2026-11-24T22:30:00Z)"

  private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]

  /// Reads a time ago, a date, or a date and time; UTC unless an offset is given.
  ///
  /// - Returns: `nil` for other text.
  package static func read(_ text: String, now: RecordTime) -> RecordTime? {
    if let moment = RecordTime(text) ?? RecordTime(text + ":00") ?? RecordTime(text + "T00:00:00Z") {
      return moment
    }
    if text == "now" { return now }
    if text == "today" { return midnight(now, daysAgo: 0) }
    if text == "yesterday" { return midnight(now, daysAgo: 1) }
    guard let unit = text.last.flatMap({ units[$0] }), 2...8 ~= text.utf8.count,
      text.utf8.dropLast().allSatisfy({ 0x30...0x39 ~= $0 }), let count = Int64(text.dropLast())
    else { return nil }
    let (ago, isTooMuch) = (count * unit).multipliedReportingOverflow(by: RecordTime.second)
    let (moment, isTooEarly) = now.nanoseconds.subtractingReportingOverflow(ago)
    return isTooMuch || isTooEarly ? nil : RecordTime(nanoseconds: moment)
  }

  private static func midnight(_ now: RecordTime, daysAgo: Int64) -> RecordTime {
    RecordTime(nanoseconds: (now.nanoseconds / RecordTime.day - daysAgo) * RecordTime.day)
  }
}
