import Testing
import TestSupport

@testable import DecoyEvents

@Suite("Assembling lines")
struct LineAssemblerTests {
  static let texts = [
    "", "\n", "\n\n\n", "a", "a\n", "\na", "a\n\nb\n", "one\ntwo\nthree", "one\r\ntwo\r\n",
    "é世🦈\n🦈世é", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nb\n\nccccccccccccccccccccc\n",
    "\u{0}\n\u{0}\u{0}", "  \t\n \n",
  ]

  @Test(arguments: texts)
  func `Text cut in two anywhere gives the same lines`(text: String) {
    let bytes = Array(text.utf8)
    for limit in [4, 20, 1000] {
      let whole = AssembledLines(of: bytes, maximumLength: limit)
      for cut in 0...bytes.count {
        #expect(
          AssembledLines(of: [bytes[..<cut], bytes[cut...]], maximumLength: limit) == whole,
          "cut at \(cut)"
        )
      }
    }
  }

  @Test(arguments: texts)
  func `Text in pieces of one byte gives the same lines`(text: String) {
    let bytes = Array(text.utf8)
    for limit in [1, 4, 20, 1000] {
      let whole = AssembledLines(of: bytes, maximumLength: limit)
      #expect(AssembledLines(of: bytes.indices.map { bytes[$0...$0] }, maximumLength: limit) == whole)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `Random text cut at random gives the same lines`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let alphabet = Array("\n\n ab\u{0}".utf8) + [0xFF]
      let bytes = (0..<generator.below(300)).map { _ in generator.pick(alphabet) }
      let limit = 1 + generator.below(12)
      var pieces: [ArraySlice<UInt8>] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        // Empty pieces are pieces too.
        let piece = rest.prefix(generator.below(20))
        rest = rest[piece.endIndex...]
        pieces.append(piece)
      }
      let whole = AssembledLines(of: bytes, maximumLength: limit)
      #expect(AssembledLines(of: pieces, maximumLength: limit) == whole, "\(bytes)")
    }
  }

  @Test(arguments: [-1, 0, 1, 2, 50_000])
  func `A line is cut at the maximum length, and only there`(over: Int) {
    let limit = 5000
    let line = (0..<(limit + over)).map { UInt8(ascii: "a") + UInt8($0 % 26) }
    let text = Array("before\n".utf8) + line + Array("\nafter\n".utf8)
    for size in [1, 7, 4999, 5000, 5001, text.count] {
      let pieces = stride(from: 0, to: text.count, by: size).map { text[$0..<min($0 + size, text.count)] }
      let lines = AssembledLines(of: pieces, maximumLength: limit).lines
      #expect(lines.map(\.length) == [6, limit + over, 5], "pieces of \(size)")
      #expect(lines.map { $0.bytes.count } == [6, min(limit, limit + over), 5], "pieces of \(size)")
      #expect(lines.map(\.bytes)[1].elementsEqual(line.prefix(limit)))
    }
  }

  @Test func `A line says whether it was cut`() {
    var assembler = LineAssembler(maximumLength: 3)
    var cut: [Bool] = []
    Array("abc\nabcd\nab\nabcdefgh".utf8).withUnsafeBytes { bytes in
      assembler.append(bytes) { cut.append($0.isCut) }
    }
    assembler.finish { cut.append($0.isCut) }
    #expect(cut == [false, true, false, true])
  }

  @Test func `An assembler knows whether a line is incomplete, and can drop it`() {
    var assembler = LineAssembler(maximumLength: 100)
    var lines: [[UInt8]] = []
    #expect(!assembler.hasOpenLine)
    for text in ["one\ntw", "o", ""] {
      Array(text.utf8).withUnsafeBytes { assembler.append($0) { lines.append(Array($0.bytes)) } }
    }
    #expect(assembler.hasOpenLine)
    assembler.discardOpenLine()
    #expect(!assembler.hasOpenLine)
    Array("three".utf8).withUnsafeBytes { assembler.append($0) { lines.append(Array($0.bytes)) } }
    assembler.finish { lines.append(Array($0.bytes)) }
    assembler.finish { _ in Issue.record("the last line ended twice") }
    #expect(!assembler.hasOpenLine)
    #expect(lines == [Array("one".utf8), Array("three".utf8)])
  }

  @Test func `A character split between pieces is one character again`() throws {
    let line = Array("<1>1 t h a p m - 🦈\n".utf8)
    for cut in (line.count - 5)..<line.count {
      var assembler = LineAssembler(maximumLength: 100)
      var writer = RecordWriter()
      var output: [UInt8] = []
      for piece in [line[..<cut], line[cut...]] {
        Array(piece).withUnsafeBytes { bytes in
          assembler.append(bytes) { _ = writer.append($0, to: &output) }
        }
      }
      #expect(try JSONParser.parse(output.dropLast()).object?["msg"] == "🦈")
    }
  }

  @Test func `A line is cut before it is trimmed`() throws {
    var assembler = LineAssembler(maximumLength: 20)
    var writer = RecordWriter()
    var output: [UInt8] = []
    Array("<1>1 t h a p m - x      y\n".utf8).withUnsafeBytes { bytes in
      assembler.append(bytes) { _ = writer.append($0, to: &output) }
    }
    let record = try #require(try JSONParser.parse(output.dropLast()).object)
    #expect(record["msg"] == "x")
    #expect(record["raw_line"] == "<1>1 t h a p m - x")
    #expect(record["flags"] == .array(["truncated"]))
  }
}
