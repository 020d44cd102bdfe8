import Basics
import Testing

struct JSONStringTests {
  @Test(arguments: [
    ("", ""), ("plain", "plain"), (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#"\u0041\u00e9\u20AC"#, "Aé€"),
    (#"\ud83d\udc19"#, "🐙"), (#"\uD83D\uDC19!"#, "🐙!"), (#"\ud83d"#, "\u{FFFD}"),
    (#"\ud83d\ud83d\udc19"#, "\u{FFFD}🐙"),
    (#"\udc19\ud83d"#, "\u{FFFD}\u{FFFD}"), (#"\ud83dx"#, "\u{FFFD}x"), (#"\ud83d\n"#, "\u{FFFD}\n"),
    (#"é\u0000é"#, "é\0é"),
  ])
  func `Escapes stand for characters`(text: String, expected: String) {
    let decoded = Array(text.utf8).withUnsafeBytes { JSONString.decode($0) }
    #expect(Array(decoded.unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test(arguments: ["", "plain", "\"\\\u{0}\u{7F}\n", "🐙é"])
  func `What is escaped comes back`(text: String) {
    let decoded = Array(JSONString.escaped(text).utf8).withUnsafeBytes { JSONString.decode($0) }
    #expect(Array(decoded.unicodeScalars) == Array(text.unicodeScalars))
  }
}
