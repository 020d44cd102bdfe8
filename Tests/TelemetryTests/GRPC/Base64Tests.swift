import Testing

@testable import TraceExport

@Suite("Base64")
struct Base64Tests {
  @Test(arguments: 0...67)
  func `Bytes of every length come back`(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 151 + 255) }
    let text = Base64Text.encode(bytes)
    #expect(Base64.decode(text) == bytes)
    #expect(Base64.decode(String(text.prefix { $0 != "=" })) == bytes)
  }

  @Test func `Every digit has its value`() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Base64.decode(Base64Text.encode(bytes)) == bytes)
  }

  @Test(
    arguments: ["A", "AAAAA", "A===", "AA=", "A A", "-_"]
  )
  func `What isn't base64 is nothing`(text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
