/// Where containers are begun of which nothing is known.
public enum Beginning: String, Sendable, CaseIterable {
  /// At the beginning of their logs.
  case beginning
  /// At the end that their logs have when they are first seen; those that come later at their beginning.
  case now
  /// Behind what another collector has written of them to the raw log; those that come later at their beginning.
  case existing
}
