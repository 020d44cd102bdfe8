/// A line of styled text for a terminal. Whatever is appended is made printable (``TerminalText``).
package struct StyledLine: Sendable, Hashable {
  private struct Piece: Sendable, Hashable {
    var text: String
    var style: TerminalStyle
  }

  private var pieces: [Piece] = []
  /// Its width in columns.
  package private(set) var width = 0

  package init() {}

  package init(_ text: String, _ style: TerminalStyle = .plain) { append(text, style) }

  /// Appends text, cut to `columns`.
  package mutating func append(_ text: String, _ style: TerminalStyle = .plain, columns: Int = .max) {
    let (text, width) = TerminalText.measured(text, columns: columns)
    guard !text.isEmpty else { return }
    pieces.append(Piece(text: text, style: style))
    self.width += width
  }

  package mutating func append(_ line: StyledLine) {
    pieces += line.pieces
    width += line.width
  }

  /// Appends blanks up to this width.
  package mutating func pad(to columns: Int) {
    append(String(repeating: " ", count: max(0, columns - width)))
  }

  /// The line, cut to this width.
  package func cut(to columns: Int) -> StyledLine {
    guard width > columns else { return self }
    var line = StyledLine()
    for (index, piece) in pieces.enumerated() {
      let rest = columns - line.width
      let width = TerminalText.width(piece.text)
      guard width < rest || width == rest && index == pieces.count - 1 else {
        // A piece that just fits loses its end to the `…` if more follows.
        line.append(piece.text + "…", piece.style, columns: rest)
        break
      }
      line.append(piece.text, piece.style)
    }
    return line
  }

  /// The line in reverse video, for a selection.
  package var reversed: StyledLine {
    var line = self
    for index in line.pieces.indices { line.pieces[index].style.isReversed = true }
    return line
  }

  /// The text without styles.
  package var text: String { pieces.map(\.text).joined() }

  /// The bytes for a terminal, without a newline.
  package func encoded(isColoured: Bool) -> String {
    guard isColoured else { return text }
    return pieces.map { piece in
      let sequence = piece.style.sequence
      return sequence.isEmpty ? piece.text : sequence + piece.text + "\u{1B}[0m"
    }.joined()
  }
}
