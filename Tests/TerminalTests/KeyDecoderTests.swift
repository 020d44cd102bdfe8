import Terminal
import Testing

@Suite("Keys")
struct KeyDecoderTests {
  @Test(
    arguments: [
      ("q", [.character("q")]), ("\u{3}", [.control("c")]), ("\u{1A}", [.control("z")]), ("\t", [.tab]),
      ("\r", [.enter]),
      ("\u{7F}", [.backspace]), ("\u{1B}[A\u{1B}[B", [.up, .down]), ("\u{1B}OC\u{1B}OD", [.right, .left]),
      ("\u{1B}[1;5A", [.up]), ("\u{1B}[Z", [.backTab]), ("\u{1B}[5~\u{1B}[6~", [.pageUp, .pageDown]),
      ("\u{1B}[H\u{1B}[4~", [.home, .end]), ("\u{1B}[7;2~\u{1B}OF", [.home, .end]),
      ("é世😀", [.character("é"), .character("世"), .character("😀")]),
      ("\u{1B}OM", [.enter]), ("\u{1B}\u{1B}[A", [.escape, .up]),
    ] as [(String, [Key])]
  )
  func `What terminals send for keys`(input: String, keys: [Key]) {
    var decoder = KeyDecoder()
    #expect(decoder.keys(from: input.utf8) == keys)
    #expect(!decoder.isPending)
    // One byte at a time as well.
    var single: [Key] = []
    for byte in input.utf8 { single += decoder.keys(from: [byte]) }
    #expect(single == keys)
  }

  @Test(
    arguments: [
      "\u{1B}[200~", "\u{1B}[?1;2c", "\u{1B}[<0;10;10M", "\u{1B}x", "\u{1B}OP", "\0", "\u{1B}[12;34R",
      "\u{1B}[15~",
    ]
  )
  func `What means nothing here is skipped whole`(input: String) {
    var decoder = KeyDecoder()
    #expect(decoder.keys(from: (input + "q").utf8) == [.character("q")])
  }

  @Test func `A lone escape is a key after a pause`() {
    var decoder = KeyDecoder()
    #expect(decoder.keys(from: [0x1B]) == [])
    #expect(decoder.isPending)
    #expect(decoder.finish() == [.escape])
    #expect(!decoder.isPending)
    #expect(decoder.keys(from: "\u{1B}[1".utf8) == [])
    #expect(decoder.finish() == [])
    #expect(decoder.keys(from: "A".utf8) == [.character("A")])
  }

  @Test func `An overlong sequence is skipped, and not kept`() {
    var decoder = KeyDecoder()
    #expect(
      decoder.keys(from: "\u{1B}[".utf8 + Array(repeating: UInt8(ascii: "1"), count: 1_000_000)).isEmpty
    )
    #expect(MemoryLayout<KeyDecoder>.size < 64)
    #expect(decoder.keys(from: "~q".utf8) == [.character("q")])
  }

  @Test(
    arguments: [[0xFF], [0xC3, 0x28], [0xE4, 0xB8, 0x28], [0xED, 0xA0, 0x80, 0x28], [0x80, 0x28]] as [[UInt8]]
  )
  func `Bytes that are no UTF-8 are no keys`(bytes: [UInt8]) {
    var decoder = KeyDecoder()
    #expect(decoder.keys(from: bytes + Array("q".utf8)).last == .character("q"))
    #expect(!decoder.isPending)
  }
}
