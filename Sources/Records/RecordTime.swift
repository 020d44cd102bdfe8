internal import Basics

/// A time in nanoseconds since 1970-01-01T00:00:00 UTC, without leap seconds.
public struct RecordTime: Sendable, Hashable, Comparable {
  static let second: Int64 = 1_000_000_000
  static let day: Int64 = 86_400 * second

  /// Nanoseconds since 1970.
  public var nanoseconds: Int64

  /// Creates a time.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Reads a time as records have it: `2026-11-23 03:55:14`, taken as UTC, or RFC 3339.
  ///
  /// - Returns: `nil` for other text, a date that does not exist, or a year before 1678 or after 2261.
  public init?(_ text: some StringProtocol) {
    var text = String(text)
    let nanoseconds = text.withUTF8 { Self.read(UnsafeRawBufferPointer($0)) }
    guard let nanoseconds else { return nil }
    self.init(nanoseconds: nanoseconds)
  }

  private static func read(_ text: UnsafeRawBufferPointer) -> Int64? {
    var reader = DigitReader(text)
    guard let date = reader.date(), reader.skip(UInt8(ascii: " ")) || reader.skip(UInt8(ascii: "T")),
      let time = reader.time(), 1678...2261 ~= date.year
    else { return nil }
    var fraction: Int64 = 0
    if reader.skip(UInt8(ascii: ".")) {
      guard let digits = reader.fraction() else { return nil }
      fraction = digits
    }
    var offset: Int64 = 0
    if !reader.isAtEnd {
      guard let minutes = reader.offsetMinutes() else { return nil }
      offset = minutes
    }
    guard reader.isAtEnd else { return nil }
    return (date.days * 86_400 + time - offset * 60) * second + fraction
  }

  /// Whether one time is before another.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

  /// `2026-11-23T03:55:14Z`, to the second.
  public var rfc3339: String {
    let seconds = nanoseconds / Self.second - (nanoseconds % Self.second < 0 ? 1 : 0)
    let days = seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)
    let date = CivilDate(days: days)
    let time = seconds - days * 86_400
    let year = String(date.year)
    return String(repeating: "0", count: max(0, 4 - year.utf8.count)) + year
      + "-\(Self.two(date.month))-\(Self.two(date.day))"
      + "T\(Self.two(time / 3600)):\(Self.two(time / 60 % 60)):\(Self.two(time % 60))Z"
  }

  private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// A time as people write it.
public enum TimeExpression {
  /// The accepted forms, for error messages.
  public static let expected =
    "expected a time ago (90s, 15m, 12h, 7d, 2w), a date (2026-11-24) or a date and time (2026-11-24T22:30:00Z)"

  private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]

  /// Reads a time ago, a date, or a date and time; UTC unless an offset is given.
  ///
  /// - Returns: `nil` for other text.
  public static func read(_ text: String, now: RecordTime) -> RecordTime? {
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
