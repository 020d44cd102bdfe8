import Basics
import Testing

@testable import Records

struct RecordTimeTests {
  private static let now = RecordTime("2026-11-24T12:30:15Z") ?? RecordTime(nanoseconds: 0)

  @Test(
    arguments: [
      ("1970-01-01 00:00:00", 0), ("1970-01-01T00:00:00.000000001Z", 1),
      ("1969-12-31T23:59:59.9Z", -100_000_000),
      ("1970-01-01T01:00:00+01:00", 0), ("2026-11-23T03:55:14Z", 1_795_406_114_000_000_000),
    ] as [(String, Int64)]
  )
  func `Dates and times are nanoseconds since 1970`(text: String, nanoseconds: Int64) {
    #expect(RecordTime(text)?.nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "", "yesterday", "2026-11-23", "2026-02-30 00:00:00", "2026-11-23 24:00:00", "1677-12-31 00:00:00",
    "2262-01-01 00:00:00", "2026-11-23T03:55:14ZZ", "2026-11-23T03:55:14.Z", "2026-11-23  03:55:14",
  ])
  func `Invalid text is not a date and time`(text: String) { #expect(RecordTime(text) == nil) }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (Int64.max, "2262-04-11T23:47:16Z"),
      (Int64.min, "1677-09-21T00:12:43Z"),
    ] as [(Int64, String)]
  )
  func `Every moment can be written`(nanoseconds: Int64, text: String) {
    #expect(RecordTime(nanoseconds: nanoseconds).rfc3339Seconds == text)
  }

  @Test(arguments: [
    ("90s", "2026-11-24T12:28:45Z"), ("15m", "2026-11-24T12:15:15Z"), ("12h", "2026-11-24T00:30:15Z"),
    ("7d", "2026-11-17T12:30:15Z"), ("2w", "2026-11-10T12:30:15Z"), ("now", "2026-11-24T12:30:15Z"),
    ("today", "2026-11-24T00:00:00Z"), ("yesterday", "2026-11-23T00:00:00Z"),
    ("2026-11-20", "2026-11-20T00:00:00Z"),
    ("2026-11-20 10:30", "2026-11-20T10:30:00Z"), ("2026-11-20T10:30:05Z", "2026-11-20T10:30:05Z"),
  ])
  func `People write moments in several ways`(text: String, expected: String) {
    #expect(TimeExpression.read(text, now: Self.now)?.rfc3339Seconds == expected)
  }

  @Test(arguments: [
    "", "d", "5", "5y", "-5d", "5.5d", "1 d", "99999999w", "9999999w", "tomorrow", "٣d", "5D",
  ])
  func `Invalid text is not a moment`(text: String) {
    #expect(TimeExpression.read(text, now: Self.now) == nil)
  }
}
