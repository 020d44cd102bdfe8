import Testing

@testable import DecoyEvents

@Suite("Trimming a line's end")
struct LineTrimmingTests {
  @Test(
    arguments: [
      ("", 0), (" ", 0), (" \t\r\u{B}\u{C}", 0), ("a", 1), ("a ", 1), ("a \t\r\u{B}\u{C}", 1), (" a", 2),
      ("a b ", 3),
      ("a\u{0}", 2), ("a\u{1C}", 2), ("a\u{1F}", 2), ("a\u{7F}", 2), ("a\u{85}", 3), ("a\u{A0}", 3),
      ("a\u{2003}", 4),
      ("a\u{FEFF}", 4), ("a \u{0} ", 3), ("é ", 2),
    ]
  )
  func `White space at the end goes, and nothing else`(line: String, count: Int) {
    #expect(Array(line.utf8).withUnsafeBytes { LineTrimming.trimmedCount(of: $0) } == count)
  }

  @Test func `A line of white space is no event`() throws {
    #expect(Record.text(of: Array(" \t\r".utf8)) == nil)
  }
}
