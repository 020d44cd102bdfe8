/// Where text stands in a column that is wider.
public enum TextAlignment: Sendable, Hashable {
  /// At the column's beginning.
  case left
  /// At the column's end, as numbers do.
  case right
}
