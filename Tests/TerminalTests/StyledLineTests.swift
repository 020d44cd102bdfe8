import Terminal
import Testing

@Suite("A styled line")
struct StyledLineTests {
  private static let sample: StyledLine = {
    var line = StyledLine("ab", .bold)
    line.append("世界", TerminalStyle(.red))
    line.append("cd")
    return line
  }()

  @Test func `Is encoded with or without the sequences of its styles`() {
    #expect(Self.sample.encoded(isColoured: false) == "ab世界cd")
    #expect(Self.sample.encoded(isColoured: true) == "\u{1B}[1mab\u{1B}[0m\u{1B}[31m世界\u{1B}[0mcd")
    #expect(Self.sample.width == 8)
    let all = StyledLine("x", TerminalStyle(.cyan, isBold: true, isDim: true, isReversed: true))
    #expect(all.encoded(isColoured: true) == "\u{1B}[1;2;7;36mx\u{1B}[0m")
  }

  @Test(
    arguments: [
      (9, "ab世界cd"), (8, "ab世界cd"), (7, "ab世界…"), (6, "ab世…"), (5, "ab世…"), (4, "ab…"), (3, "ab…"), (2, "a…"),
      (1, "…"), (0, ""),
    ]
  )
  func `Is cut with one …`(columns: Int, text: String) {
    let line = Self.sample.cut(to: columns)
    #expect(line.text == text)
    #expect(line.width == TerminalText.width(text))
  }

  @Test func `Makes whatever is appended printable`() {
    var line = StyledLine("\u{1B}[2J")
    line.append("\u{202E}x", .bold, columns: 5)
    line.append(TerminalText.fitted("\n", columns: 3))
    #expect(line.encoded(isColoured: false) == "\u{FFFD}[2J\u{FFFD}x\u{FFFD}  ")
    #expect(line.width == 9)
  }

  @Test func `Is padded, joined and reversed`() {
    var line = StyledLine("a")
    line.pad(to: 3)
    line.append(StyledLine("b", .dim))
    #expect(line.text == "a  b" && line.width == 4)
    #expect(StyledLine("a").reversed.encoded(isColoured: true) == "\u{1B}[7ma\u{1B}[0m")
  }
}
