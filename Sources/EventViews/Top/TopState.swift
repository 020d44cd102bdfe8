package import Terminal

/// The state of the user interface.
package struct TopState: Sendable, Hashable {
  /// What the caller must do.
  package enum Action: Sendable, Hashable {
    case none
    case quit
    /// Pause or resume, as ``isPaused`` says.
    case pause
  }

  /// The rows of a page.
  private static let page = 10

  /// The selected panel.
  package private(set) var panel = TopPanel.attackers
  /// The index of its first visible row.
  package private(set) var offset = 0
  /// Whether only the selected panel is shown.
  package private(set) var isEnlarged = false
  package private(set) var isHelpShown = false
  package private(set) var isPaused = false

  /// A message, until the next key press.
  package var notice: String?

  package init() {}

  /// Handles a key, where the selected panel has so many rows.
  package mutating func take(_ key: Key, rows: Int) -> Action {
    notice = nil
    switch key {
    case .character("q"), .character("Q"), .control("c"), .control("d"): return .quit
    case .character("p"), .character(" "):
      isPaused.toggle()
      return .pause
    case .character("?"), .character("h"): isHelpShown.toggle()
    case .enter, .character("z"): isEnlarged.toggle()
    case .escape:
      if isHelpShown { isHelpShown = false } else { isEnlarged = false }
    case .tab, .right: choose(panel.moved(by: 1))
    case .backTab, .left: choose(panel.moved(by: -1))
    case .character(let digit):
      switch digit {
      case "j": scroll(to: offset + 1, rows)
      case "k": scroll(to: offset - 1, rows)
      default:
        if let number = digit.wholeNumberValue, let panel = TopPanel(rawValue: number - 1) { choose(panel) }
      }
    case .down: scroll(to: offset + 1, rows)
    case .up: scroll(to: offset - 1, rows)
    case .pageDown: scroll(to: offset + Self.page, rows)
    case .pageUp: scroll(to: offset - Self.page, rows)
    case .home: scroll(to: 0, rows)
    case .end: scroll(to: rows, rows)
    case .control, .backspace: break
    }
    return .none
  }

  private mutating func choose(_ panel: TopPanel) {
    self.panel = panel
    offset = 0
  }

  private mutating func scroll(to row: Int, _ rows: Int) { offset = max(0, min(row, rows - 1)) }
}
