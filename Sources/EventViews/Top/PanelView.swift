internal import Basics
internal import Records
internal import Terminal

/// Draws a panel: its title and rows.
struct PanelView {
  /// Widths of a count such as `~123,456`, and of a time such as `59m`.
  private static let countColumns = 8
  private static let agoColumns = 5
  private static let deckyColumns = 7
  private static let noteColumns = 8...20
  /// An IPv4 address.
  private static let attackerColumns = 15
  /// The least width of a readable key.
  private static let keyColumns = 16

  let panel: TopPanel
  let columns: Int
  let isChosen: Bool

  /// At most `rows` lines: the title, and the panel's rows from `offset` on.
  func lines(_ model: TopModel, rows: Int, offset: Int) -> [StyledLine] {
    guard rows > 0 else { return [] }
    let first = min(offset, max(0, model.count(panel) - (rows - 1)))
    let body =
      panel == .lastEvents
      ? model.lastEvents(from: first, limit: rows - 1).map { EventFormatter(columns: columns).line($0) }
      : model.rows(panel, from: first, limit: rows - 1).map { line($0, now: model.now) }
    let empty = body.isEmpty && rows > 1 ? [StyledLine("–", .dim)] : []
    return [title(model.count(panel))] + body + empty
  }

  private func title(_ count: Int) -> StyledLine {
    // Reverse video alone would not show without colours.
    let name = "\(panel.rawValue + 1)\(isChosen ? ">" : " ")\(panel.title)"
    var line = StyledLine()
    if panel == .lastEvents {
      line.append(name, .bold, columns: columns)
    } else {
      let counted = name + " (\(NumberText.grouped(count)))"
      let hasRoom = counted.count <= plan.key
      line = cells([hasRoom ? counted : name, "EVENTS", "DECKIES", panel.noteTitle, "SEEN"], .bold, .bold)
    }
    line.pad(to: columns)
    return isChosen ? line.reversed : line
  }

  private func line(_ row: TopRow, now: RecordTime) -> StyledLine {
    let peers = row.deckies.map { "\($0)" + ($0 == SlidingCounts.mostPeers ? "+" : "") } ?? ""
    let events = (row.isApproximate ? "~" : "") + NumberText.grouped(row.events)
    let key = row.key.isEmpty ? "\"\"" : row.key
    return cells([key, events, peers, row.note, Self.ago(row.lastSeen, now)], keyStyle, .plain)
  }

  private var keyStyle: TerminalStyle {
    switch panel {
    case .attackers: TerminalStyle(.red)
    case .deckies: TerminalStyle(.cyan)
    case .services: TerminalStyle(.yellow)
    case .eventTypes, .credentials, .lastEvents: .bold
    }
  }

  /// The width of each column; 0 if it doesn't fit.
  private var plan: (key: Int, deckies: Int, note: Int, ago: Int) {
    var rest = columns - Self.keyColumns - 1 - Self.countColumns
    func take(_ width: Int) -> Int {
      guard rest > width else { return 0 }
      rest -= width + 1
      return width
    }
    let ago = take(Self.agoColumns)
    let deckies = panel == .attackers ? take(Self.deckyColumns) : 0
    var note = take(panel.noteTitle == "ATTACKER" ? Self.attackerColumns : Self.noteColumns.lowerBound)
    // The key gets the rest first.
    let more = note > 0 ? max(0, min(rest - Self.keyColumns, Self.noteColumns.upperBound - note)) : 0
    note += more
    return (max(0, min(Self.keyColumns + rest - more, columns - Self.countColumns - 1)), deckies, note, ago)
  }

  /// Key, events, deckies, note and time, as far as they fit.
  private func cells(_ cells: [String], _ keyStyle: TerminalStyle, _ style: TerminalStyle) -> StyledLine {
    let plan = plan
    var line = StyledLine(TerminalText.fitted(cells[0], columns: plan.key), keyStyle)
    line.append(" ")
    line.append(TerminalText.fitted(cells[1], columns: Self.countColumns, alignment: .right), style)
    for (cell, width, alignment) in [
      (cells[2], plan.deckies, TextAlignment.right), (cells[3], plan.note, .left),
      (cells[4], plan.ago, .right),
    ] where width > 0 {
      line.append(" ")
      line.append(TerminalText.fitted(cell, columns: width, alignment: alignment), style)
    }
    return line.cut(to: columns)
  }

  /// `3s`, `12m`, `5h`, `2d`.
  static func ago(_ time: RecordTime, _ now: RecordTime) -> String {
    let seconds = max(0, now.nanoseconds.subtractingSaturated(time.nanoseconds) / 1_000_000_000)
    return switch seconds {
    case ..<60: "\(seconds)s"
    case ..<3600: "\(seconds / 60)m"
    case ..<86_400: "\(seconds / 3600)h"
    default: "\(seconds / 86_400)d"
    }
  }
}
