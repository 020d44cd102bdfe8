/// A key that was pressed.
public enum Key: Sendable, Hashable {
  /// A letter, digit or sign.
  case character(Character)
  /// A letter with the control key, as its small letter: `control("c")`.
  case control(Character)
  /// The arrows.
  case up, down, left, right
  /// The keys that go further.
  case pageUp, pageDown, home, end
  /// Tab, and with the shift key.
  case tab, backTab
  /// Enter.
  case enter
  /// Escape, alone.
  case escape
  /// Deletes to the left.
  case backspace
}
