import Testing

@testable import Terminal

@Suite("Frames")
struct FrameWriterTests {
  private let size = TerminalSize(columns: 10, rows: 3)

  private func lines(_ texts: String...) -> [StyledLine] { texts.map { StyledLine($0) } }

  @Test func `The first frame is written completely, then only what has changed`() {
    var writer = FrameWriter(isColoured: false)
    #expect(
      writer.bytes(for: lines("a", "b", "c"), size: size)
        == Array("\u{1B}[2J\u{1B}[1;1H\u{1B}[2Ka\u{1B}[2;1H\u{1B}[2Kb\u{1B}[3;1H\u{1B}[2Kc".utf8)
    )
    #expect(writer.bytes(for: lines("a", "b", "c"), size: size).isEmpty)
    #expect(writer.bytes(for: lines("a", "x", "c"), size: size) == Array("\u{1B}[2;1H\u{1B}[2Kx".utf8))
    #expect(writer.bytes(for: lines("a", "x"), size: size) == Array("\u{1B}[3;1H\u{1B}[2K".utf8))
  }

  @Test func `A frame is written completely after a change of size, and on request`() {
    var writer = FrameWriter(isColoured: false)
    _ = writer.bytes(for: lines("a"), size: size)
    #expect(
      writer.bytes(for: lines("a"), size: TerminalSize(columns: 9, rows: 3))
        == Array("\u{1B}[2J\u{1B}[1;1H\u{1B}[2Ka".utf8)
    )
    writer.forget()
    #expect(
      writer.bytes(for: lines("a"), size: TerminalSize(columns: 9, rows: 3))
        == Array("\u{1B}[2J\u{1B}[1;1H\u{1B}[2Ka".utf8)
    )
  }

  @Test func `Lines are cut to the screen, and surplus ones dropped`() {
    var writer = FrameWriter(isColoured: false)
    let text = String(
      decoding: writer.bytes(for: lines("0123456789abc", "", "", "too low"), size: size),
      as: UTF8.self
    )
    #expect(text == "\u{1B}[2J\u{1B}[1;1H\u{1B}[2K012345678…")
  }
}
