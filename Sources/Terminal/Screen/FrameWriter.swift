/// Encodes frames: only the lines that differ from what is on the screen.
struct FrameWriter {
  /// Switches to the alternate screen, hides the cursor, and turns line wrapping off.
  static let entering = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[0m\u{1B}[2J"
  /// Undoes ``entering``.
  static let leaving = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  private let isColoured: Bool
  private var shown: [String] = []
  private var size: TerminalSize?

  init(isColoured: Bool) { self.isColoured = isColoured }

  /// Forces the next frame to be written completely.
  mutating func forget() { size = nil }

  /// The bytes that make the screen show just `lines`, from its top.
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
      // Erases first: after a line that fills its row, erasing would remove the last character.
      output += "\u{1B}[\(row + 1);1H\u{1B}[2K" + text
      shown[row] = text
    }
    return Array(output.utf8)
  }
}
