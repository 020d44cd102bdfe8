/// Formats rows as aligned columns. To fit a terminal, the widest columns of text are cut; numbers never are.
package struct TableFormatter: Sendable, Hashable {
  package struct Column: Sendable, Hashable {
    let title: String
    let alignment: TextAlignment
    let style: TerminalStyle

    /// A column of text; `right` is for numbers.
    package init(_ title: String, alignment: TextAlignment = .left, style: TerminalStyle = .plain) {
      self.title = title
      self.alignment = alignment
      self.style = style
    }
  }

  /// Blanks between columns.
  static let gap = 2
  /// The least width that text is cut to.
  static let narrowest = 4
  /// The widest that a column is padded to if nothing is cut; longer cells stick out.
  static let widestPadding = 48

  private let columns: [Column]

  package init(_ columns: [Column]) { self.columns = columns }

  /// The header and the rows, whose missing cells are empty, in the terminal's width; `nil` cuts nothing.
  package func lines(_ rows: [[String]], width: Int?) -> [StyledLine] {
    let widths = widths(of: rows, width: width)
    let header = line(columns.map(\.title), widths, isCut: width != nil, style: .bold)
    let lines = [header] + rows.map { line($0, widths, isCut: width != nil, style: nil) }
    // Even the narrowest columns may be too many.
    return width.map { width in lines.map { $0.cut(to: width) } } ?? lines
  }

  private func line(_ cells: [String], _ widths: [Int], isCut: Bool, style: TerminalStyle?) -> StyledLine {
    var line = StyledLine()
    for (index, column) in columns.enumerated() {
      let cell = index < cells.count ? cells[index] : ""
      let isLast = index == columns.count - 1
      let style = style ?? column.style
      if index > 0 { line.append(String(repeating: " ", count: Self.gap)) }
      let (text, width) = TerminalText.measured(cell, columns: isCut ? widths[index] : .max)
      let blanks = String(repeating: " ", count: max(0, widths[index] - width))
      if column.alignment == .right { line.append(blanks) }
      line.append(text, style)
      // No trailing blanks.
      if column.alignment == .left, !isLast { line.append(blanks) }
    }
    return line
  }

  private func widths(of rows: [[String]], width: Int?) -> [Int] {
    let most = width ?? Self.widestPadding
    let natural = columns.enumerated().map { index, column in
      rows.reduce(TerminalText.width(column.title)) { widest, row in
        // Reads no more of a cell than could be shown.
        index < row.count ? max(widest, TerminalText.measured(row[index], columns: most).width) : widest
      }
    }
    guard let width else { return natural }
    let room = width - Self.gap * (columns.count - 1)
    return Self.shrunk(natural, isFixed: columns.map { $0.alignment == .right }, to: room)
  }

  /// Shrinks the widest columns first, down to a common width.
  static func shrunk(_ natural: [Int], isFixed: [Bool], to room: Int) -> [Int] {
    var widths = natural
    for _ in 0..<max(0, natural.reduce(0, +) - room) {
      let candidates = widths.indices.filter { !isFixed[$0] && widths[$0] > narrowest }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    return widths
  }
}
