/// A line of a terminal: pieces of text, each with its look.
///
/// Whatever is appended is made printable (``TerminalText``), so a line can't do anything but stand there.
public struct StyledLine: Sendable, Hashable {
  private struct Piece: Sendable, Hashable {
    var text: String
    var style: TerminalStyle
  }

  private var pieces: [Piece] = []
  /// How many columns it takes.
  public private(set) var width = 0

  /// An empty line.
  public init() {}

  /// A line of one piece.
  public init(_ text: String, _ style: TerminalStyle = .plain) { append(text, style) }

  /// Appends text.
  ///
  /// - Parameter columns: what is longer is cut there.
  public mutating func append(_ text: String, _ style: TerminalStyle = .plain, columns: Int = .max) {
    let (text, width) = TerminalText.measured(text, columns: columns)
    guard !text.isEmpty else { return }
    pieces.append(Piece(text: text, style: style))
    self.width += width
  }

  /// Appends text in exactly so many columns.
  public mutating func append(
    _ text: String,
    _ style: TerminalStyle = .plain,
    fitting columns: Int,
    alignment: TextAlignment = .left
  ) {
    append(TerminalText.fitted(text, columns: columns, alignment: alignment), style)
  }

  /// Appends another line.
  public mutating func append(_ line: StyledLine) {
    pieces += line.pieces
    width += line.width
  }

  /// Appends blanks until it takes so many columns.
  public mutating func pad(to columns: Int) { append(String(repeating: " ", count: max(0, columns - width))) }

  /// The line in at most so many columns.
  public func cut(to columns: Int) -> StyledLine {
    guard width > columns else { return self }
    var line = StyledLine()
    for (index, piece) in pieces.enumerated() {
      let rest = columns - line.width
      let width = TerminalText.width(piece.text)
      guard width < rest || width == rest && index == pieces.count - 1 else {
        // What just fits, with more behind it, loses its end to the `…` as well.
        line.append(piece.text + "…", piece.style, columns: rest)
        break
      }
      line.append(piece.text, piece.style)
    }
    return line
  }

  /// All of it in reverse, as what is chosen is shown.
  public var reversed: StyledLine {
    var line = self
    for index in line.pieces.indices { line.pieces[index].style.isReversed = true }
    return line
  }

  /// The text alone.
  public var text: String { pieces.map(\.text).joined() }

  /// What is written for it, without an end of line.
  public func encoded(isColoured: Bool) -> String {
    guard isColoured else { return text }
    return pieces.map { piece in
      let sequence = piece.style.sequence
      return sequence.isEmpty ? piece.text : sequence + piece.text + "\u{1B}[0m"
    }.joined()
  }
}
