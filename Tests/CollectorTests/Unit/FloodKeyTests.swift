import Testing

@testable import DecoyEvents

struct FloodKeyTests {
  private static let parts = ["container", "1.2.3.4", "decky", "ssh", "connect"]

  @Test func `The same five parts are the same key`() {
    #expect(FloodKey.of("a", "b", "c", "d", "e") == FloodKey.of("a", "b", "c", "d", "e"))
  }

  @Test(arguments: 0..<5)
  func `Each part matters`(index: Int) {
    var other = Self.parts
    other[index] += "2"
    #expect(make(other) != make(Self.parts))
    other[index] = ""
    #expect(make(other) != make(Self.parts))
  }

  @Test(
    arguments: [
      (["ab", "c", "", "", ""], ["a", "bc", "", "", ""]),
      (["", "ab", "c", "", ""], ["", "a", "bc", "", ""]),
      (["a", "", "", "", ""], ["", "a", "", "", ""]), (["a\0", "b", "", "", ""], ["a", "\0b", "", "", ""]),
      (["a", "b", "c", "d", "e"], ["b", "a", "c", "d", "e"]),
      (["", "", "", "ab", ""], ["", "", "", "a", "b"]),
      // A part that looks like a length and another part.
      (["a", "b\u{1}\0\0\0\0\0\0\0c", "", "", ""], ["a", "b", "c", "", ""]),
    ]
  )
  func `No bytes can be moved from one part to another`(one: [String], other: [String]) {
    #expect(make(one) != make(other))
  }

  @Test func `A key is as small for long parts as for short ones`() {
    #expect(MemoryLayout<FloodKey>.size == 16)
    let long = String(repeating: "x", count: 100_000)
    #expect(FloodKey.of(long) == FloodKey.of(long))
    #expect(FloodKey.of(long) != FloodKey.of(long + "x"))
  }

  private func make(_ parts: [String]) -> FloodKey {
    FloodKey.of(parts[0], parts[1], parts[2], parts[3], parts[4])
  }
}
