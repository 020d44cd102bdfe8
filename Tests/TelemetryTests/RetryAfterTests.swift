import Testing

@testable import TraceExport

@Suite("Retry-After")
struct RetryAfterTests {
  @Test(
    arguments: [
      ("0", 0), ("120", 120), (" 7", 7), ("99999999999999999999", Int(Int32.max)),
      ("Sun, 06 Nov 1994 08:49:37 GMT", 37), ("Sun, 06 Nov 1994 08:48:59 GMT", 0),
      ("Mon, 07 Nov 1994 08:49:00 GMT", 86_400), ("Tue, 29 Feb 2000 00:00:00 GMT", 167_670_660),
      ("", nil), ("-1", nil), ("1.5", nil), ("soon", nil), ("Sun, 06 Nov 1994 08:49:37", nil),
      ("Sun, 06 Foo 1994 08:49:37 GMT", nil), ("Sun, 6 Nov 1994 08:49:37 GMT", nil),
      ("Sun, 06 Nov 1994 25:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37 CET", nil),
    ] as [(String, Int?)]
  )
  func `A number of seconds or a date says how long to wait, and anything else says nothing`(
    text: String,
    seconds: Int?
  ) {
    // 08:49:00 on that day.
    #expect(RetryAfter.pause(text, now: 784_111_740) == seconds.map { .seconds($0) })
  }
}
