import Testing

@testable import Telemetry

@Suite("Base64")
struct Base64Tests {
  @Test("bytes of every length come back", arguments: 0...67)
  func lengths(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 151 + 255) }
    let text = Base64Text.encode(bytes)
    #expect(Base64.decode(text.utf8) == bytes)
    #expect(Base64.decode(text.utf8.prefix { $0 != UInt8(ascii: "=") }) == bytes)
  }

  @Test("every digit has its value")
  func digits() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Base64.decode(Base64Text.encode(bytes).utf8) == bytes)
  }

  @Test(
    "what isn't base64 is nothing",
    arguments: ["A", "AAAAA", "A===", "====", "AA=", "AA=A", "AAAA=", "A A", "-_"]
  )
  func broken(text: String) {
    #expect(Base64.decode(text.utf8) == nil)
  }
}
