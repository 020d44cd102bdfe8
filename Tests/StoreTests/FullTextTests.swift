import Basics
import RecordTestSupport
import Records
import Testing

@testable import Store

struct FullTextTests {
  @Test(arguments: [
    ("login", 2), ("LOGIN failed", 1), ("log", 2), ("log failed", 0), ("naive", 1), ("naïve", 1), ("root", 1),
    ("username", 0), ("пароль", 1), ("10.0.0.1", 1), ("nothing", 0),
  ])
  func `Words are found in messages and fields`(words: String, count: Int) throws {
    var harness = try StoreHarness()
    try harness.add([
      RecordLine { $0.message = "Login failed" }, RecordLine { $0.message = "login ok from 10.0.0.1" },
      RecordLine { $0.message = "naïve" },
      RecordLine { $0.fields = [("username", "root"), ("password", "Пароль")] },
    ])
    #expect(try harness.store.events(StoreQuery(words: words)).events.count == count)
    #expect(try harness.store.totals(StoreQuery(words: words)).events == count)
  }

  @Test(arguments: [
    "", " ", "\"", "\"\"", "\"a", "a\"", "AND", "OR", "NOT", "NEAR", "NEAR(", "a AND", "a OR b", "NOT a",
    "text:a", "-a",
    "^a", "a*", "*", "(", ")", "a)", "{a}", "+", "a + b", "\0", "a\0b", "'", "';--", "\\", "é\u{301}\u{301}",
    "🐙",
    "\u{FEFF}", "\u{202E}abc", "\u{1F468}\u{200D}\u{1F469}", "\u{FFFD}", "①", "x\u{0}\"y", "col:\"a\"",
    "a NEAR/2 b",
  ])
  func `No text is an error, and each finds itself or all`(words: String) throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine { $0.message = words }])
    #expect(try harness.store.events(StoreQuery(words: words)).events.count == 1)
  }

  @Test func `A search has a bounded number of words`() throws {
    var harness = try StoreHarness()
    let words = (0..<10_000).map { "w\($0)" }.joined(separator: " ")
    try harness.add([RecordLine { $0.message = words }])
    #expect(try harness.store.events(StoreQuery(words: words)).events.count == 1)
  }

  @Test func `What was deleted is not found any more`() throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine { $0.message = "needle" }])
    while try harness.store.prune(Retention(keep: 0), now: RecordTime(nanoseconds: .max)) {}
    try harness.add([RecordLine { $0.message = "other" }])
    #expect(try harness.store.events(StoreQuery(words: "needle")).events.isEmpty)
    #expect(try harness.store.events(StoreQuery(words: "other")).events.count == 1)
  }
}
