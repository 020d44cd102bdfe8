/// Why a source can't answer a query, where that is the fault of who asks.
public enum DashboardQueryError: Error, Hashable {
  /// The cursor is none of the source's.
  case badCursor
}
