public import Terminal

/// What the person at the view has chosen.
public struct TopState: Sendable, Hashable {
  /// What a key asks for.
  public enum Action: Sendable, Hashable {
    /// Nothing, or something that the state has taken in.
    case none
    /// The end.
    case quit
    /// To stand still, or to go on.
    case pause
  }

  /// How far a page goes.
  private static let page = 10

  /// The chosen panel.
  public private(set) var panel = TopPanel.attackers
  /// How many of the chosen panel's rows are above those that are shown.
  public private(set) var offset = 0
  /// Whether the chosen panel has all the room.
  public private(set) var isEnlarged = false
  /// Whether the keys are explained.
  public private(set) var isHelpShown = false
  /// Whether the view stands still.
  public private(set) var isPaused = false

  /// What has to be told, until a key is pressed.
  public var notice: String?

  /// What it begins with.
  public init() {}

  /// Takes a key.
  ///
  /// - Parameter rows: how many rows the chosen panel has.
  public mutating func take(_ key: Key, rows: Int) -> Action {
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
