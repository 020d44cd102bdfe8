import Syslog
import Testing

@Suite("Malformed structured data")
struct StructuredDataFaultTests {
  /// A malformed text, the parameters before its fault, and the text from the fault on.
  struct Example: Sendable, CustomTestStringConvertible {
    let text: String
    let parameters: [String]
    let fault: String

    init(_ text: String, _ parameters: [String] = [], fault: String) {
      self.text = text
      self.parameters = parameters
      self.fault = fault
    }

    var testDescription: String { text.debugDescription }
  }

  @Test(
    arguments: ["[", "[]", "[ ", #"[ a="b"]"#, #"[="x"]"#, #"["x"]"#, "[\tx]", "[]] m", "[\u{C}"]
  )
  func `Without an SD-ID, the fault is the element's bracket`(text: String) {
    #expect(ReadData(parsing: text) == ReadData([], rest: text, isMalformed: true))
  }

  @Test(
    arguments: [
      Example("[x", fault: ""),
      Example("[x ", fault: " "),
      Example(#"[a="b"]"#, fault: #"="b"]"#),
      Example(#"[x"y]"#, fault: #""y]"#),
      Example("[x a", fault: " a"),
      Example("[x a=", fault: " a="),
      Example(#"[x a=""#, fault: #" a=""#),
      Example(#"[x a="b"#, fault: #" a="b"#),
      Example(#"[x a="b\"#, fault: #" a="b\"#),
      Example(#"[x a="b\""#, fault: #" a="b\""#),
      Example(#"[x a="b\"]"#, fault: #" a="b\"]"#),
      Example(#"[x a="b""#, ["x a=b"], fault: ""),
      Example(#"[x a="b" "#, ["x a=b"], fault: " "),
      Example(#"[x a="b" c]"#, ["x a=b"], fault: " c]"),
      Example(#"[x a="b"c="d"]"#, ["x a=b"], fault: #"c="d"]"#),
      Example(#"[x a="b""]"#, ["x a=b"], fault: #""]"#),
      Example(#"[x a=b]"#, fault: " a=b]"),
      Example(#"[x a='b']"#, fault: " a='b']"),
      Example(#"[x a ="b"]"#, fault: #" a ="b"]"#),
      Example(#"[x a= "b"]"#, fault: #" a= "b"]"#),
      Example(#"[x ="b"]"#, fault: #" ="b"]"#),
      Example("[x a=\"b\"\tc=\"d\"]", ["x a=b"], fault: "\tc=\"d\"]"),
      Example("[x\ta=\"b\"]", fault: "\ta=\"b\"]"),
      Example(#"[x a="1"]msg"#, ["x a=1"], fault: "msg"),
      Example("[x]\tmsg", fault: "\tmsg"),
      Example("[x]-", fault: "-"),
      Example("[x][]", fault: "[]"),
      Example(#"[x a="1"][y b=2] m"#, ["x a=1"], fault: " b=2] m"),
      Example(#"[x a="1"][y b="2"]["#, ["x a=1", "y b=2"], fault: "["),
    ]
  )
  func `The fault is the first byte after the last complete part`(example: Example) {
    #expect(
      ReadData(parsing: example.text) == ReadData(example.parameters, rest: example.fault, isMalformed: true)
    )
  }

  @Test func `Every beginning of valid data is malformed, and keeps its complete parameters`() {
    let text = #"[x a="1" b="\]"][y c="]"]"#
    for count in 1..<text.utf8.count where count != 16 {
      let data = ReadData(parsing: String(text.prefix(count)))
      #expect(data.isMalformed, "\(count) bytes")
      #expect(
        data.parameters.count == (count < 8 ? 0 : count < 15 ? 1 : count < 24 ? 2 : 3),
        "\(count) bytes"
      )
    }
    #expect(!ReadData(parsing: String(text.prefix(16))).isMalformed)
    #expect(!ReadData(parsing: text).isMalformed)
  }
}
