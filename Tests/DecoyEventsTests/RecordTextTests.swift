import Testing
import TestSupport

@testable import DecoyEvents

@Suite("Text in a record")
struct RecordTextTests {
  /// Every character that some reader ends a line at or a terminal obeys.
  static let escaped: [UInt32] =
    Array(0x00...0x1F) + Array(0x7F...0x9F) + [0x2028, 0x2029]

  @Test func `Control characters and line separators are escaped at any position`() throws {
    for code in Self.escaped where code != 0x0A {
      let character = String(try #require(Unicode.Scalar(code)))
      for padding in [0, 1, 13, 14, 15, 16, 17, 31, 40] {
        let text = String(repeating: "x", count: padding) + character + "y"
        // As it is in a message and a value; a name takes all but white space.
        let line = Array("<1>1 t h a p m [relay@55555 k=\"\(text)\"] z\(text)".utf8)
        let record = try #require(Record.text(of: line))
        #expect(!record.contains { $0 < 0x20 || $0 == 0x7F })
        let object = try #require(try JSONParser.parse(record).object)
        #expect(object["msg"]?.bytes == Array("z\(text)".utf8))
        #expect(object["fields"]?.object?["k"]?.bytes == Array(text.utf8))
        #expect(object["raw_line"]?.bytes == line)
      }
    }
  }

  @Test(
    arguments: [0x20, 0x7E, 0xA0, 0xA1, 0x2027, 0x202A]
  )
  func `The neighbours of what is escaped stand as they are`(code: UInt32) throws {
    let character = String(try #require(Unicode.Scalar(code)))
    let line = Array("<1>1 t h a p m - x\(character)x".utf8)
    let record = try #require(Record.text(of: line))
    #expect(String(decoding: record, as: UTF8.self).contains(#""msg":"x\#(character)x""#))
  }

  @Test func `Everything that JSON requires is escaped, in every member from the line`() throws {
    let hostile = #""\"# + "\u{0}\u{7F}\u{85}\u{2028}\u{1B}[2J</script>"
    let name = hostile.replacing("\"", with: "")
    let line = "<1>1 \(hostile) \(hostile) \(hostile) p \(hostile) [relay@55555 \(name)=\"v\"] \(hostile)"
    let record = try Record.object(of: line)
    for key in ["timestamp", "decky", "service", "event_type", "msg"] {
      #expect(record[key]?.bytes == Array(hostile.utf8), "\(key)")
    }
    #expect(record["raw_line"]?.bytes == Array(line.utf8))
    #expect(record["fields"]?.object?.members.map(\.name) == [Array(name.utf8)])
  }

  @Test(
    arguments: [
      #"""#, #"\"#, #"\""#, "\n", "a\nb", "\r\n", "\u{0}", "\u{1B}[31m", "\u{7F}", "\u{85}",
      "\u{2028}\u{2029}",
      #"","decky":"other"#, "🦈", "e\u{301}", "\u{FEFF}", String(repeating: "\u{1}", count: 5000),
    ]
  )
  func `Hostile names of a container stay inside their quotes`(name: String) throws {
    let context = RecordContext(
      observed: .sample,
      origin: RecordOrigin(container: name, id: name, decky: name, service: name),
      isIdentityMismatch: true
    )
    let record = try Record.object(of: "<1>1 t \(name.filter { $0.isLetter })x a p m - x", in: context)
    let origin = try #require(record["origin"]?.object)
    #expect(origin.names == ["container", "id", "decky", "service"])
    for key in ["container", "decky", "service"] { #expect(origin[key]?.bytes == Array(name.utf8), "\(key)") }
    #expect(origin["id"]?.bytes == Array(String(name.prefix(12)).utf8))
    #expect(record["decky"]?.bytes == Array(name.utf8.prefix(255)))
  }

  @Test func `Quotes and backslashes are escaped at every distance from each other and from the end`() throws
  {
    var generator = SplitMix64(seed: 34)
    for length in 0..<200 {
      let text = (0..<length).map { _ in generator.pick(Array(#"""\\aaaaaaaaaaaaé"#.unicodeScalars)) }
      let message = "<" + String(String.UnicodeScalarView(text)) + ">"
      #expect(try Record.object(of: "<1>1 t h a p m - \(message)")["msg"]?.bytes == Array(message.utf8))
    }
  }

  @Test func `One byte-order mark is removed from the start of a message`() throws {
    #expect(try Record.object(of: "<1>1 t h a p m - \u{FEFF} x")["msg"] == "x")
    #expect(
      try Record.object(of: "<1>1 t h a p m - \u{FEFF}\u{FEFF}x")["msg"]?.bytes == Array("\u{FEFF}x".utf8)
    )
    #expect(try Record.object(of: "<1>1 t h a p m - x\u{FEFF}")["msg"]?.bytes == Array("x\u{FEFF}".utf8))
  }
}
