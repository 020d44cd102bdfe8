/// Turns frames into what has to be written for them: the lines that are not there already.
struct FrameWriter {
  /// Another screen than the one with the shell's lines, no cursor, and no line that is too long for its row runs into
  /// the next.
  static let entering = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[0m\u{1B}[2J"
  /// All that undone.
  static let leaving = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  private let isColoured: Bool
  private var shown: [String] = []
  private var size: TerminalSize?

  init(isColoured: Bool) { self.isColoured = isColoured }

  /// Forgets what is on the screen: the next frame is written whole.
  mutating func forget() { size = nil }

  /// What is written so that the screen shows `lines` from its top, and nothing below them.
  mutating func bytes(for lines: [StyledLine], size: TerminalSize) -> [UInt8] {
    var output = ""
    if self.size != size {
      output = "\u{1B}[2J"
      shown = Array(repeating: "", count: size.rows)
      self.size = size
    }
    for row in 0..<size.rows {
      let line = row < lines.count ? lines[row].cut(to: size.columns) : StyledLine()
      let text = line.encoded(isColoured: isColoured)
      guard shown[row] != text else { continue }
      // Erased before: behind a line that fills its row, erasing would take its last character.
      output += "\u{1B}[\(row + 1);1H\u{1B}[2K" + text
      shown[row] = text
    }
    return Array(output.utf8)
  }
}
