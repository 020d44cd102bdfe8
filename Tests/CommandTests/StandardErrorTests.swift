import Logging
import Testing

@testable import decklog

@Suite("What goes to standard error")
struct StandardErrorTests {
  @Test(
    "is one line, and nothing in it controls a terminal",
    arguments: [
      ("collecting web", "collecting web\n"), ("a\nb\r\nc\n", "a b  c\n"),
      ("\u{1B}[31mred\u{1B}[0m", " [31mred [0m\n"),
      ("\u{9B}2J \u{202E}txt", " 2J  txt\n"), ("no\u{0}thing\u{7}", "no thing\n"), ("", "\n"),
      ("größer ☃", "größer ☃\n"),
    ]
  )
  func line(text: String, line: String) {
    #expect(StandardError.line(of: text) == line)
  }

  @Test("is bounded")
  func bounded() {
    let line = StandardError.line(of: String(repeating: "x", count: 1 << 20))
    #expect(line.utf8.count <= StandardError.lineLimit + 4)
    #expect(line.hasSuffix("…\n"))
  }
}
