import Syslog
import Testing

@Suite("Structured data")
struct StructuredDataTests {
  /// A text and what it must give.
  struct Example: Sendable, CustomTestStringConvertible {
    let text: String
    let parameters: [String]
    let rest: String

    init(_ text: String, _ parameters: [String], rest: String = "") {
      self.text = text
      self.parameters = parameters
      self.rest = rest
    }

    var testDescription: String { text.debugDescription }
  }

  @Test(
    arguments: [
      Example(#"[x]"#, []),
      Example(#"[x] msg"#, [], rest: " msg"),
      Example(#"[x ]"#, []),
      Example(#"[x   ]"#, []),
      Example(#"[x a="b"]"#, ["x a=b"]),
      Example(#"[x a="b" ]"#, ["x a=b"]),
      Example(#"[x   a="b"   c="d"  ] m"#, ["x a=b", "x c=d"], rest: " m"),
      Example(#"[x a=""]"#, ["x a="]),
      Example(#"[x a="1"][y b="2"]"#, ["x a=1", "y b=2"]),
      Example(#"[x][y][z] [w]"#, [], rest: " [w]"),
      Example(#"[x a="]"] m"#, ["x a=]"], rest: " m"),
      Example(#"[x a="p] src=6.6.6.6 "] m"#, ["x a=p] src=6.6.6.6 "], rest: " m"),
      Example(#"[x a="\""]"#, [#"x a=\""#]),
      Example(#"[x a="\\"]"#, [#"x a=\\"#]),
      Example(#"[x a="\]"]"#, [#"x a=\]"#]),
      Example(#"[x a="\\\""]"#, [#"x a=\\\""#]),
      Example(#"[x a="C:\dir\n"]"#, [#"x a=C:\dir\n"#]),
      Example(#"[x a="\é"]"#, [#"x a=\é"#]),
      Example("[x a=\"\t\r\u{B}\u{0}\"]", ["x a=\t\r\u{B}\u{0}"]),
      Example(#"[x [="1"]"#, ["x [=1"]),
      Example(#"[[ \="1"]"#, [#"[ \=1"#]),
      Example("[x \u{A0}=\"1\" \u{1}=\"2\"]", ["x \u{A0}=1", "x \u{1}=2"]),
      Example(#"[x a="1" a="2"]"#, ["x a=1", "x a=2"]),
      Example(#"-"#, [], rest: ""),
      Example(#"- msg"#, [], rest: " msg"),
      Example(#"- [x a="b"]"#, [], rest: #" [x a="b"]"#),
    ]
  )
  func `Data that keeps to the grammar is read to its end`(example: Example) {
    #expect(ReadData(parsing: example.text) == ReadData(example.parameters, rest: example.rest))
  }

  @Test(
    arguments: ["", "msg", " [x]", "\t[x]", "-x", "--", "-\tm", "-[x]", "(x)", "\u{FEFF}[x]", "]", "\""]
  )
  func `What begins with neither a bracket nor a nil value is all message`(text: String) {
    #expect(ReadData(parsing: text) == ReadData([], rest: text))
  }

  @Test func `A value knows whether it has a backslash`() {
    let line = Array(#"[x a="no" b="y\es" c="y\"s" d="\\" e="]"]"#.utf8)
    var found: [Bool] = []
    line.withUnsafeBytes { bytes in
      _ = StructuredData(parsing: bytes, from: 0) { found.append($0.hasBackslash) }
    }
    #expect(found == [false, true, true, true, false])
  }

  @Test(arguments: Array(1...34) + [255, 70_000])
  func `Names and values of any length are complete`(count: Int) {
    let long = String(repeating: "y", count: count)
    let data = ReadData(parsing: "[\(long) \(long)=\"\(long)\"] m")
    #expect(data == ReadData(["\(long) \(long)=\(long)"], rest: " m"))
  }

  @Test(arguments: 0...34)
  func `An escaped quote is recognized at any position`(position: Int) {
    let value = String(repeating: "v", count: position) + #"\"w\\"#
    #expect(
      ReadData(parsing: "[x a=\"\(value)\"]z") == ReadData(["x a=\(value)"], rest: "z", isMalformed: true)
    )
  }
}
