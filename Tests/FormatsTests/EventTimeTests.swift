import Testing

@testable import Formats

@Suite("Times of honeypots")
struct EventTimeTests {
  private func read(_ text: String) -> String? {
    var bytes = Array(text.utf8)
    let count = bytes.count
    guard EventTime.append(0..<count, of: &bytes) else {
      #expect(bytes.count == count)
      return nil
    }
    return String(decoding: bytes[count...], as: UTF8.self)
  }

  @Test(
    arguments: [
      ("2026-01-31T12:00:59", "2026-01-31T12:00:59"), ("2026-01-31T12:00:59.123456Z", "2026-01-31T12:00:59"),
      ("2026-01-31 12:00:59,123", "2026-01-31T12:00:59"), ("2026/01/31 12:00:59", "2026-01-31T12:00:59"),
      ("2026-01-31T12:00:59.1+00:00Z", "2026-01-31T12:00:59"),
      ("2026-01-31T12:00:59+0000", "2026-01-31T12:00:59"),
      ("2026-01-31T12:00:59-02:00", "2026-01-31T12:00:59"), ("0", nil), ("1779444000", "2026-05-22T10:00:00"),
      ("1779444000.25", "2026-05-22T10:00:00"), ("1779444000250", "2026-05-22T10:00:00"),
      ("22 May 26 10:00 UTC", "2026-05-22T10:00:00"), ("22 May 26 10:00", "2026-05-22T10:00:00"),
      ("2026-02-29T12:00:00", nil), ("2024-02-29T12:00:00", "2024-02-29T12:00:00"),
      ("2026-13-01T00:00:00", nil),
      ("2026-01-31T24:00:00", nil), ("2026-01-31T12:00:60", nil), ("2026-01-31T12:00:591", nil), ("", nil),
      ("yesterday", nil), ("31 Feb 26 10:00 UTC", nil), ("22 Foo 26 10:00 UTC", nil),
      ("0000-01-01T00:00:00", nil),
      ("99999999999999999999", nil), ("1779444000.x", nil), ("\"2026-01-31T12:00:59", nil),
    ] as [(String, String?)]
  )
  func `All known shapes are read`(text: String, expected: String?) {
    #expect(read(text) == expected)
  }
}
