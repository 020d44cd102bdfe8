import Testing

@testable import Terminal

@Suite("A table")
struct TableFormatterTests {
  private static let table = TableFormatter([
    .init("NAME"), .init("COUNT", alignment: .right), .init("NOTE"),
  ])

  private func text(_ rows: [[String]], width: Int?) -> [String] {
    Self.table.lines(rows, width: width).map(\.text)
  }

  @Test func `Has columns as wide as needed, with numbers on the right`() {
    #expect(
      text([["a", "1", "x"], ["longer", "1234567", "a longer one"]], width: 80) == [
        "NAME      COUNT  NOTE", "a             1  x", "longer  1234567  a longer one",
      ]
    )
  }

  @Test func `Cuts the widest columns of text first, and no numbers`() {
    let rows = [[String(repeating: "n", count: 30), "1234567", String(repeating: "m", count: 50)]]
    let lines = text(rows, width: 40)
    #expect(lines[1] == "nnnnnnnnnnnnn…  1234567  mmmmmmmmmmmmmm…")
    #expect(lines.allSatisfy { TerminalText.width($0) <= 40 })
  }

  @Test(arguments: 1...60)
  func `Fits any width`(width: Int) {
    let rows = [
      ["名前の長いもの", "12345", "\u{1B}[31m"], ["", "1", String(repeating: "y", count: 100)], ["short"],
    ]
    #expect(Self.table.lines(rows, width: width).allSatisfy { $0.width <= width })
  }

  @Test func `Cuts nothing without a width, and limits the padding`() {
    let long = String(repeating: "l", count: 1000)
    let lines = text([[long, "1", "x"], ["b", "2", long]], width: nil)
    #expect(lines[1] == long + "      1  x")
    #expect(lines[2].hasPrefix("b" + String(repeating: " ", count: 47)))
    #expect(lines[2].hasSuffix(long))
  }

  @Test(
    arguments: [
      ([10, 10], [false, false], 20, [10, 10]), ([30, 10], [false, false], 30, [20, 10]),
      ([30, 20], [false, false], 30, [15, 15]),
      ([30, 20], [true, false], 40, [30, 10]), ([30, 20], [true, true], 10, [30, 20]),
      ([9, 9, 9], [false, false, false], 13, [5, 4, 4]),
      ([9, 9], [false, false], 1, [4, 4]),
    ] as [([Int], [Bool], Int, [Int])]
  )
  func `Shrinks to the available width`(natural: [Int], isFixed: [Bool], room: Int, widths: [Int]) {
    let shrunk = TableFormatter.shrunk(natural, isFixed: isFixed, to: room)
    #expect(shrunk.sorted() == widths.sorted())
    #expect(shrunk.reduce(0, +) <= max(room, widths.reduce(0, +)))
  }
}
