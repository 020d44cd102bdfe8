import Basics
import Testing

@Suite
struct LineWalkTests {
  @Test(
    arguments: [
      ("", [], ""), ("a", [], "a"), ("\n", [""], ""), ("a\nb", ["a"], "b"),
      ("a\n\nbc\n", ["a", "", "bc"], ""),
    ] as [(String, [String], String)]
  )
  func `Lines end with an LF, and what follows the last is the rest`(
    text: String,
    lines: [String],
    rest: String
  ) {
    let bytes = Array(text.utf8)
    var walk = LineWalk(bytes)
    var found: [String] = []
    while let line = walk.next() { found.append(String(decoding: line, as: UTF8.self)) }
    #expect(found == lines)
    #expect(String(decoding: walk.rest, as: UTF8.self) == rest)
    #expect(bytes.withUnsafeBytes { LineWalk($0).map { String(decoding: $0, as: UTF8.self) } } == lines)
  }

  @Test
  func `A line has the indices of the bytes that it stands in`() {
    let bytes = Array("a\nbc\nd".utf8)
    #expect(LineWalk(bytes[1...]).map(\.indices) == [1..<1, 2..<4])
    #expect(bytes.lineStart(before: 4) == 2)
    #expect(bytes.lineStart(before: 1) == 0)
  }

  @Test
  func `Bytes needn't be contiguous in memory`() {
    let bytes = (0..<30).lazy.map { $0 % 10 == 0 ? UInt8(ascii: "\n") : UInt8(ascii: "x") }
    #expect(LineWalk(bytes).map(\.count) == [0, 9, 9])
  }
}
