internal import Terminal

/// The layout of the panels.
struct TopLayout: Sendable, Hashable {
  struct Cell: Sendable, Hashable {
    var panel: TopPanel
    var columns: Int
  }

  /// Panels side by side.
  struct Band: Sendable, Hashable {
    var cells: [Cell]
    var rows: Int
  }

  /// The fewest rows of a panel: its title and three more.
  static let fewestRows = 4
  /// Blanks between panels.
  static let gap = 2
  /// The least widths for three, and for two, panels side by side.
  private static let wide = 120
  private static let medium = 64

  /// From top to bottom.
  let bands: [Band]

  /// A layout that always shows the chosen panel, and only that if `isEnlarged`.
  init(_ size: TerminalSize, rows: Int, chosen: TopPanel, isEnlarged: Bool) {
    let plan = isEnlarged ? [[(chosen, 1)]] : Self.plan(size.columns)
    let count = max(1, min(plan.count, rows / Self.fewestRows))
    let band = plan.firstIndex { $0.contains { $0.0 == chosen } } ?? 0
    let first = max(0, min(band, plan.count - count))
    bands = (0..<count).map { index in
      Band(
        cells: Self.cells(plan[first + index], size.columns),
        rows: max(0, rows / count + (index < rows % count ? 1 : 0))
      )
    }
  }

  /// Panels of each band, with their shares of the width.
  private static func plan(_ columns: Int) -> [[(TopPanel, Int)]] {
    if columns >= wide {
      return [
        [(.attackers, 5), (.deckies, 4), (.services, 4)], [(.credentials, 5), (.eventTypes, 4)],
        [(.lastEvents, 1)],
      ]
    }
    if columns >= medium {
      return [
        [(.attackers, 4), (.deckies, 3)], [(.credentials, 4), (.services, 3)],
        [(.lastEvents, 4), (.eventTypes, 3)],
      ]
    }
    return TopPanel.allCases.map { [($0, 1)] }
  }

  private static func cells(_ plan: [(TopPanel, Int)], _ columns: Int) -> [Cell] {
    let shares = plan.reduce(0) { $0 + $1.1 }
    let room = columns - gap * (plan.count - 1)
    var rest = room
    return plan.enumerated().map { index, part in
      let width = index == plan.count - 1 ? rest : room * part.1 / shares
      rest -= width
      return Cell(panel: part.0, columns: max(0, width))
    }
  }
}
