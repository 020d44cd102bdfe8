import Foundation
import Testing

@testable import decklog

@Suite("Output for other programs that goes to a terminal")
struct TerminalOutputTests {
  @Test func `In comma-separated values nothing controls the terminal`() {
    let text = "a,\u{1B}]0;x\u{7}\r\nb\u{202E},c\r\n"
    let shown = String(decoding: TerminalOutput.printable(Array(text.utf8), isJSON: false), as: UTF8.self)
    #expect(shown == "a,\u{FFFD}]0;x\u{FFFD}\nb\u{FFFD},c\n")
  }

  @Test func `JSON keeps its values`() throws {
    let text = "{\"a\":\"\u{9B}2J\u{202E}\"}\n"
    let shown = TerminalOutput.printable(Array(text.utf8), isJSON: true)
    #expect(shown.allSatisfy { $0 == 0x0A || 0x20..<0x7F ~= $0 })
    let object = try JSONSerialization.jsonObject(with: Data(shown)) as? [String: String]
    #expect(object == ["a": "\u{9B}2J\u{202E}"])
  }
}
