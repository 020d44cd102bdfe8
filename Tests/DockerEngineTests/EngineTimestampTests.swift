import Basics
import DockerEngine
import Testing

@Suite("Engine timestamps")
struct EngineTimestampTests {
  static func parse(_ text: String) -> EngineTimestamp? {
    Array(text.utf8).withUnsafeBytes { EngineTimestamp(rfc3339: $0) }
  }

  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0),
      ("1970-01-01T00:00:00.000000001Z", 1),
      ("1969-12-31T23:59:59.999999999Z", -1),
      ("2026-11-23T03:55:14.000000123Z", 1_795_406_114_000_000_123),
      ("2026-11-23T03:55:14.5Z", 1_795_406_114_500_000_000),
      ("2026-11-23T03:55:14.123456Z", 1_795_406_114_123_456_000),
      ("2026-11-23T03:55:14Z", 1_795_406_114_000_000_000),
      ("2026-11-23T05:25:14+01:30", 1_795_406_114_000_000_000),
      ("2026-11-22T22:55:14.1-05:00", 1_795_406_114_100_000_000),
      ("2000-02-29T12:00:00Z", 951_825_600_000_000_000),
      ("2024-02-29T23:59:59.999999999Z", 1_709_251_199_999_999_999),
      ("1900-03-01T00:00:00Z", -2_203_891_200_000_000_000),
      ("1677-09-21T00:12:43.145224192Z", Int64.min),
      ("2262-04-11T23:47:16.854775807Z", Int64.max),
    ]
  )
  func `A valid timestamp is read to the nanosecond`(text: String, nanoseconds: Int64) {
    #expect(Self.parse(text)?.nanoseconds == nanoseconds)
  }

  @Test(
    arguments: [
      "", "2026", "2026-11-23", "2026-11-23T03:55:14", "2026-11-23 03:55:14Z", "2026-11-23t03:55:14Z",
      "2026-11-23T03:55:14z", "2026-11-23T03:55:14.Z", "2026-11-23T03:55:14.1234567890Z",
      "2026-11-23T24:00:00Z", "2026-11-23T03:60:00Z", "2026-11-23T03:55:60Z", "2026-13-01T00:00:00Z",
      "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-04-31T00:00:00Z", "2026-02-29T00:00:00Z",
      "1900-02-29T00:00:00Z", "2026-11-23T03:55:14+24:00", "2026-11-23T03:55:14+01:60",
      "2026-11-23T03:55:14+0100", "2026-11-23T03:55:14Z ", " 2026-11-23T03:55:14Z", "2026-1-23T03:55:14Z",
      "+026-11-23T03:55:14Z", "2026-11-23T03:55:1:Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
      "1677-09-21T00:12:43.145224191Z", "2262-04-11T23:47:16.854775808Z",
    ]
  )
  func `What is not a timestamp is refused`(text: String) {
    #expect(Self.parse(text) == nil)
  }

  @Test(
    arguments: [
      (Int64(0), "1970-01-01T00:00:00.000000000Z"),
      (-1, "1969-12-31T23:59:59.999999999Z"),
      (1_795_406_114_000_000_123, "2026-11-23T03:55:14.000000123Z"),
      (1_709_251_199_999_999_999, "2024-02-29T23:59:59.999999999Z"),
      (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
      (Int64.min, "1677-09-21T00:12:43.145224192Z"),
      (Int64.max, "2262-04-11T23:47:16.854775807Z"),
    ]
  )
  func `A timestamp is written with nine digits in UTC and read back the same`(
    nanoseconds: Int64,
    text: String
  ) {
    let timestamp = EngineTimestamp(nanoseconds: nanoseconds)
    #expect(timestamp.rfc3339 == text)
    #expect(Self.parse(text) == timestamp)
    var bytes = [UInt8](repeating: 0x2A, count: 31)
    bytes.withUnsafeMutableBytes { timestamp.write(rfc3339: $0) }
    #expect(String(decoding: bytes, as: UTF8.self) == text + "*")
  }

  @Test func `Every day of four centuries survives writing and reading`() {
    var day: Int64 = -200 * 365
    while day < 106_000 {
      // A prime number of nanoseconds into the day, so that every digit moves.
      let nanoseconds = day * 86_400_000_000_000 + (day & 1023) * 84_277_777_777
      guard nanoseconds / 86_400_000_000_000 < 106_000 else { break }
      let timestamp = EngineTimestamp(nanoseconds: nanoseconds)
      #expect(Self.parse(timestamp.rfc3339) == timestamp)
      day += 1
    }
  }

  @Test(
    arguments: [
      (Int64(0), "0.000000000"),
      (1_795_406_114_000_000_123, "1795406114.000000123"),
      (-1, "-1.999999999"),
      (-1_000_000_000, "-1.000000000"),
      (Int64.max, "9223372036.854775807"),
      (Int64.min, "-9223372037.145224192"),
    ]
  )
  func `The since parameter is seconds, a point and nine digits`(nanoseconds: Int64, text: String) {
    #expect(EngineTimestamp(nanoseconds: nanoseconds).sinceParameter == text)
  }

  @Test func `Timestamps are ordered by time`() {
    #expect(EngineTimestamp(nanoseconds: -1) < EngineTimestamp(nanoseconds: 0))
    #expect(!(EngineTimestamp(nanoseconds: 5) < EngineTimestamp(nanoseconds: 5)))
  }

  @Test func `A formatter writes each time as it is written alone, whatever it wrote before`() {
    let times: [Int64] = [
      .min, .min + 1, -1, 0, -1_000_000_000, 1, 999_999_999, 1_000_000_000, 0, 1_795_406_114_000_000_123,
      1_795_406_114_999_999_999, 1_795_406_115_000_000_000, 1_795_406_114_999_999_998, .max, .max - 1, .min,
      5,
    ]
    var formatter = EngineTimestampFormatter()
    for time in times.map(EngineTimestamp.init(nanoseconds:)) {
      let text = formatter.text(of: time).span.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      #expect(text == time.rfc3339)
    }
  }
}
