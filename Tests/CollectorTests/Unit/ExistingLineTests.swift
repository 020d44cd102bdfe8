import Testing

@testable import Collector

struct ExistingLineTests {
  private static func digest(_ bytes: [UInt8]) -> LineDigest? {
    bytes.withUnsafeBytes { ExistingLine.digest(of: $0) }
  }

  private static func digest(_ text: String) -> LineDigest? { digest(Array(text.utf8)) }

  @Test(
    arguments: [
      ("a b", " \ta b \r\u{B}\u{C}"), ("a\rb", "a#015b"), ("a\rb", "ab"), ("# a#015", "# a"),
      ("p\u{FFFD}w", "p\u{FFFD}\u{FFFD}\u{FFFD}w"), ("ü\rß", "ü#015ß"), ("a", "\u{1F}a\0"),
      ("é", "\u{A0}é\u{2028}\u{85} "),
    ] as [(String, String)]
  )
  func `Two spellings of a line are one line`(one: String, other: String) {
    #expect(Self.digest(one) != nil)
    #expect(Self.digest(one) == Self.digest(other))
  }

  @Test(
    arguments: [
      [0x61, 0xFF, 0xFE, 0x62], [0x61, 0xC3, 0x62], [0x61, 0xF0, 0x9F, 0x98, 0x62], [0x61, 0x80, 0x62],
      [0x61, 0xC3, 0xEF, 0xBF, 0xBD, 0xC3, 0x62],
    ] as [[UInt8]]
  )
  func `Bytes that are not UTF-8 are a line with U+FFFD in their place`(bytes: [UInt8]) {
    #expect(Self.digest(bytes) == Self.digest("a\u{FFFD}b"))
  }

  @Test(
    arguments: [
      ("a b", "a  b"), ("a", "A"), ("é", "è"), ("é", "\u{FFFD}"), ("a#01", "a"), ("a#016b", "ab"),
      ("a\u{FFFD}b", "ab"), ("a\u{FFFD}b\u{FFFD}", "a\u{FFFD}\u{FFFD}b"), ("a\u{A0}b", "ab"),
    ] as [(String, String)]
  )
  func `Other lines are other lines`(one: String, other: String) {
    #expect(Self.digest(one) != Self.digest(other))
  }

  @Test func `A line counts with all of its bytes`() {
    let long = String(repeating: "x", count: 100_000)
    #expect(Self.digest(long + "a") != Self.digest(long + "b"))
  }

  @Test(arguments: ["", " ", "\r\r", "\t \u{B}\u{C}", "\u{A0} \u{3000}", "#015"])
  func `White space is no line`(text: String) {
    #expect(Self.digest(text) == nil)
  }
}
