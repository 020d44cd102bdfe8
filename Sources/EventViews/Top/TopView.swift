package import Terminal

/// The screen of `decklog top`.
package enum TopView {
  /// The fewest rows with a blank line below the header.
  private static let roomyRows = 20
  /// The fewest rows of a panel that ends with a blank line.
  private static let roomyPanel = 6

  private static let keys = "q quit  p pause  Tab panel  ↑↓ scroll  Enter enlarge  ? help"

  private static let help = [
    "q, Ctrl-C     quit", "p, Space      pause, resume", "Tab, ← →      next, previous panel",
    "1 … 6         select a panel", "↑ ↓, j k      scroll", "PgUp PgDn     scroll by ten rows",
    "Home End      first, last row", "Enter, z      enlarge the panel, or restore it",
    "?, h          show or hide this help", "",
    "~ before a number: it may be too high. There were more keys than",
    "are counted at a time, and this one replaced another.",
    "(header) behind an address: a client can set it; it proves nothing.",
  ]

  /// A frame of the terminal's size.
  package static func lines(
    _ model: TopModel,
    _ state: TopState,
    _ numbers: CollectorNumbers,
    size: TerminalSize
  ) -> [StyledLine] {
    var lines = TopHeader(model: model, state: state, numbers: numbers).lines(columns: size.columns)
    if size.rows >= roomyRows { lines.append(StyledLine()) }
    let body = max(0, size.rows - lines.count - 1)
    if state.isHelpShown {
      lines += help.prefix(body).map { StyledLine(TerminalText.printable($0, columns: size.columns)) }
    } else {
      lines += panels(model, state, size: size, rows: body)
    }
    while lines.count < size.rows - 1 { lines.append(StyledLine()) }
    let style = state.notice == nil ? TerminalStyle.dim : TerminalStyle(.red, isBold: true)
    lines.append(StyledLine(TerminalText.printable(state.notice ?? keys, columns: size.columns), style))
    return Array(lines.prefix(size.rows))
  }

  private static func panels(
    _ model: TopModel,
    _ state: TopState,
    size: TerminalSize,
    rows: Int
  ) -> [StyledLine] {
    guard rows > 0 else { return [] }
    let layout = TopLayout(size, rows: rows, chosen: state.panel, isEnlarged: state.isEnlarged)
    return layout.bands.flatMap { band -> [StyledLine] in
      let isRoomy = band.rows >= roomyPanel && band != layout.bands.last
      let panels = band.cells.map { cell in
        PanelView(panel: cell.panel, columns: cell.columns, isChosen: cell.panel == state.panel)
          .lines(
            model,
            rows: isRoomy ? band.rows - 1 : band.rows,
            offset: cell.panel == state.panel ? state.offset : 0
          )
      }
      return (0..<band.rows).map { row in
        var line = StyledLine()
        var start = 0
        for (cell, lines) in zip(band.cells, panels) {
          if row < lines.count {
            line.pad(to: start)
            line.append(lines[row])
          }
          start += cell.columns + TopLayout.gap
        }
        return line
      }
    }
  }
}
