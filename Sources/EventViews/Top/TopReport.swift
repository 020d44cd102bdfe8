internal import Basics
internal import Records
package import Terminal

/// The output of `decklog top` without a terminal: printed once, and uncut.
package enum TopReport {
  /// Rows of each panel.
  private static let rows = 10

  package static func lines(_ model: TopModel) -> [StyledLine] {
    var lines = [
      StyledLine(
        "window \(TopHeader.span(model.window))  records \(NumberText.grouped(model.seen))"
          + "  not read \(NumberText.grouped(model.notRead))"
          + (model.isApproximate ? "  counts with ~ approximate" : "")
      )
    ]
    for panel in TopPanel.allCases where panel != .lastEvents {
      lines.append(StyledLine())
      lines += table(panel, model)
    }
    lines.append(StyledLine())
    lines.append(StyledLine(TopPanel.lastEvents.title, .bold))
    lines += model.lastEvents(limit: rows).reversed().map { EventFormatter(columns: nil).line($0) }
    return lines
  }

  private static func table(_ panel: TopPanel, _ model: TopModel) -> [StyledLine] {
    let hasDeckies = panel == .attackers
    let columns =
      [TableFormatter.Column("\(panel.title) (\(NumberText.grouped(model.count(panel))))")]
      + [TableFormatter.Column("EVENTS", alignment: .right)]
      + (hasDeckies ? [TableFormatter.Column("DECKIES", alignment: .right)] : [])
      + [TableFormatter.Column(panel.noteTitle), TableFormatter.Column("LAST SEEN")]
    let rows = model.rows(panel, limit: rows).map { row in
      [row.key.isEmpty ? "\"\"" : row.key, (row.isApproximate ? "~" : "") + "\(row.events)"]
        + (hasDeckies ? ["\(row.deckies ?? 0)"] : []) + [row.note, row.lastSeen.rfc3339Seconds]
    }
    return TableFormatter(columns).lines(rows, width: nil)
  }
}
