import Testing
import TestSupport

@testable import DecoyEvents

@Suite("Repair of UTF-8")
struct RepairTests {
  /// Bytes, and the text they stand for: the tables 3-8 to 3-11 of the Unicode standard, and the borders of 3-7.
  static let table: [([UInt8], String)] = [
    ([0xC0, 0xAF, 0xE0, 0x80, 0xBF, 0xF0, 0x81, 0x82, 0x41], "????????A"),
    ([0xED, 0xA0, 0x80, 0xED, 0xBF, 0xBF, 0xED, 0xAF, 0x41], "????????A"),
    ([0xF4, 0x91, 0x92, 0x93, 0xFF, 0x41, 0x80, 0xBF, 0x42], "?????A??B"),
    ([0xE1, 0x80, 0xE2, 0xF0, 0x91, 0x92, 0xF1, 0xBF, 0x41], "????A"),
    ([0x80], "?"), ([0xBF], "?"), ([0xC0], "?"), ([0xC1, 0xBF], "??"), ([0xF5, 0x80, 0x80, 0x80], "????"),
    ([0xFE], "?"), ([0xFF, 0xFF], "??"),
    ([0xC2], "?"), ([0xC2, 0x41], "?A"), ([0xC2, 0xC2, 0xA9], "?©"), ([0xDF, 0xBF], "\u{7FF}"),
    ([0xE0, 0x9F, 0x80], "???"), ([0xE0, 0xA0], "?"), ([0xE0, 0xA0, 0x80], "\u{800}"),
    ([0xE0, 0xA0, 0x41], "?A"),
    ([0xEC, 0xBF, 0xBF], "\u{CFFF}"), ([0xED, 0x9F, 0xBF], "\u{D7FF}"), ([0xED, 0x9F], "?"),
    ([0xED, 0xA0], "??"),
    ([0xEE, 0x80, 0x80], "\u{E000}"), ([0xEF, 0xBF, 0xBF], "\u{FFFF}"), ([0xEF, 0xBF], "?"),
    ([0xEF, 0xBF, 0xBD], "\u{FFFD}"),
    ([0xF0, 0x8F, 0xBF, 0xBF], "????"), ([0xF0, 0x90], "?"), ([0xF0, 0x90, 0x80], "?"),
    ([0xF0, 0x90, 0x80, 0x80], "\u{10000}"), ([0xF0, 0x90, 0x80, 0x41], "?A"),
    ([0xF0, 0x90, 0xC2, 0xA9], "?©"),
    ([0xF3, 0xBF, 0xBF, 0xBF], "\u{FFFFF}"), ([0xF4, 0x8F, 0xBF, 0xBF], "\u{10FFFF}"),
    ([0xF4, 0x8F, 0xBF], "?"),
    ([0xF4, 0x90, 0x80, 0x80], "????"),
    // CESU-8: two surrogates are six bytes that mean nothing.
    ([0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], "??????"),
  ]

  @Test(arguments: table)
  func `Each maximal subpart is one U+FFFD`(bytes: [UInt8], text: String) throws {
    let wanted = text.replacing("?", with: "\u{FFFD}")
    for padding in [0, 1, 5, 12, 13, 14, 15, 16, 30] {
      let before = [UInt8](repeating: UInt8(ascii: "x"), count: padding)
      for after in [[], before, Array("yy".utf8)] {
        let message = before + bytes + after
        let wantedBytes = before + Array(wanted.utf8) + after
        #expect(try repaired(message) == wantedBytes, "\(padding) bytes before, \(after.count) after")
      }
    }
  }

  @Test func `Random bytes are repaired as the standard library repairs them`() throws {
    var generator = SplitMix64(seed: 0xFFFD)
    let alphabet: [UInt8] = [
      0x41, 0x22, 0x5C, 0x80, 0x85, 0x8F, 0x90, 0x9F, 0xA0, 0xA8, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE2, 0xED,
      0xEF,
      0xF0, 0xF1, 0xF4, 0xF5, 0xFF,
    ]
    for _ in 0..<3000 {
      let bytes = [0x78] + (0..<generator.below(40)).map { _ in generator.pick(alphabet) } + [0x78]
      #expect(try repaired(bytes) == Array(String(decoding: bytes, as: UTF8.self).utf8), "\(bytes)")
    }
  }

  @Test func `A name that differs only by a byte that is not UTF-8 is the same field`() throws {
    let line =
      Array("<1>1 t h a p m [relay@55555 n".utf8) + [0xFF] + Array("=\"1\" o=\"2\" n".utf8) + [0xFE]
      + Array("=\"3\"]".utf8)
    let fields = try #require(try Record.object(of: line)["fields"]?.object)
    #expect(fields.names.sorted() == ["n\u{FFFD}", "o"])
    #expect(fields["n\u{FFFD}"] == "3")
  }

  @Test func `Composed and decomposed letters are different names`() throws {
    let line = "<1>1 t h a p m [relay@55555 \u{E9}=\"1\" e\u{301}=\"2\"]"
    #expect(try Record.object(of: line)["fields"]?.object?.members.count == 2)
  }

  /// What the bytes are in a record's message, value and name.
  private func repaired(_ bytes: [UInt8]) throws -> [UInt8]? {
    let line =
      Array("<1>1 t ".utf8) + bytes + Array("h a p m [relay@55555 k=\"".utf8)
      + bytes.filter { $0 != UInt8(ascii: "\"") } + Array("\"] <".utf8) + bytes + Array(">".utf8)
    let record = try Record.object(of: line)
    let message = try #require(record["msg"]?.bytes)
    #expect(record["decky"]?.bytes == message.dropFirst().dropLast() + Array("h".utf8))
    return Array(message.dropFirst().dropLast())
  }
}
