import Terminal
import Testing
import TestSupport

@Suite("Text that is fit for a terminal")
struct TerminalTextTests {
  @Test(
    arguments: [
      ("\u{1B}[2J", "\u{FFFD}[2J"), ("\u{1B}]0;owned\u{07}", "\u{FFFD}]0;owned\u{FFFD}"),
      ("a\r\nb", "a\u{FFFD}\u{FFFD}b"),
      ("a\tb\u{7F}", "a\u{FFFD}b\u{FFFD}"), ("\u{9B}31m", "\u{FFFD}31m"),
      ("\u{85}\u{2028}\u{2029}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
      ("a\u{202E}b\u{2066}\u{200F}", "a\u{FFFD}b\u{FFFD}\u{FFFD}"),
      ("\u{200B}\u{FEFF}\u{AD}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
      ("\u{E000}\u{10FFFD}", "\u{FFFD}\u{FFFD}"), ("\u{FFFF}\u{0378}", "\u{FFFD}\u{FFFD}"),
      ("❤\u{FE0F}", "❤\u{FFFD}"), ("\u{3164}\u{E0041}", "\u{FFFD}\u{FFFD}"),
      ("\u{1F1E9}\u{1F1EA}", "\u{FFFD}\u{FFFD}"),
      ("👍\u{1F3FF}", "👍\u{FFFD}"), ("\0", "\u{FFFD}"),
    ]
  )
  func `What controls a terminal, or can't be seen, is U+FFFD`(text: String, shown: String) {
    #expect(Array(TerminalText.printable(text).unicodeScalars) == Array(shown.unicodeScalars))
  }

  @Test(
    arguments: [
      "", "root", "p]w ~", "Grüße, señor", "Привет", "שלום", "世界", "한국어", "ไทย้", "😀", "e\u{301}", "\u{FFFD}",
    ]
  )
  func `Other text stays as it is`(text: String) {
    #expect(Array(TerminalText.printable(text).unicodeScalars) == Array(text.unicodeScalars))
  }

  @Test(
    arguments: [
      ("", 0), ("root", 4), ("é", 1), ("e\u{301}", 1), ("世界", 4), ("ｆｕｌｌ", 8), ("한국", 4),
      ("\u{1112}\u{1161}\u{11AB}", 2),
      ("😀", 2), ("❤", 1), ("\u{20000}", 2), ("\u{1B}[m", 3), ("─│", 2), ("\u{301}", 1), ("…", 1),
      ("\u{2E80}\u{A4CF}", 3),
    ]
  )
  func `A text's width`(text: String, columns: Int) { #expect(TerminalText.width(text) == columns) }

  @Test func `No character has more than two marks, and a mark alone joins nothing`() {
    let marks = String(repeating: "\u{301}", count: 1000)
    #expect(
      Array(TerminalText.printable("a" + marks + "b").unicodeScalars) == [
        "a", "\u{301}", "\u{301}", "\u{FFFD}", "b",
      ]
    )
    #expect(Array(TerminalText.printable(marks).unicodeScalars) == ["\u{FFFD}"])
    #expect(TerminalText.width("a" + marks) == 2)
  }

  @Test(
    arguments: [
      ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abcd", 1, "…"), ("abcd", 0, ""), ("abcd", -1, ""),
      ("世界", 4, "世界"),
      ("世界", 3, "世…"), ("世界", 2, "…"), ("世界", 1, "…"), ("a世", 2, "a…"),
      ("e\u{301}e\u{301}", 2, "e\u{301}e\u{301}"),
      ("e\u{301}e\u{301}e", 2, "e\u{301}…"), ("\u{1B}[31m", 3, "\u{FFFD}[…"),
    ]
  )
  func `Text is cut so that it fits, with … at its end`(text: String, columns: Int, shown: String) {
    #expect(TerminalText.printable(text, columns: columns) == shown)
    #expect(TerminalText.width(TerminalText.printable(text, columns: columns)) <= max(0, columns))
  }

  @Test func `Fitted text takes exactly its columns`() {
    #expect(TerminalText.fitted("ab", columns: 4) == "ab  ")
    #expect(TerminalText.fitted("12", columns: 4, alignment: .right) == "  12")
    #expect(TerminalText.fitted("世界", columns: 3) == "世…")
    #expect(TerminalText.fitted("世界世", columns: 4) == "世… ")
  }

  @Test func `Reads no more of a text than it shows`() {
    let text = String(repeating: "界", count: 100_000)
    let elapsed = ContinuousClock().measure {
      for _ in 0..<1000 { _ = TerminalText.printable(text, columns: 80) }
    }
    // Reading all of it a thousand times takes minutes.
    #expect(elapsed < Patience.limit(.seconds(20)))
  }

  @Test func `Whatever scalars there are, printable text is printable, and as wide as is said`() {
    for value in UInt32(0)...0x3FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = "a" + String(scalar)
      let (shown, width) = TerminalText.measured(text, columns: .max)
      let bad = shown.unicodeScalars.contains {
        [.control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned]
          .contains($0.properties.generalCategory)
      }
      if bad || !(1...3).contains(width) || TerminalText.width(shown) != width {
        Issue.record("U+\(String(value, radix: 16)): \(width)")
      }
    }
  }
}
