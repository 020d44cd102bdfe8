/// A moment as the engine tells it: nanoseconds since 1970-01-01T00:00:00 UTC.
///
/// Sixty-four bits hold the years 1677 to 2262. The engine's stamps carry nanoseconds, and it takes them back
/// to the nanosecond in `since`, so nothing coarser will do.
public struct EngineTimestamp: Sendable, Hashable {
  static let nanosecondsPerSecond: Int64 = 1_000_000_000
  static let secondsPerDay: Int64 = 86_400

  /// Nanoseconds since 1970 UTC, leap seconds not counted.
  public var nanoseconds: Int64

  /// Creates a timestamp from nanoseconds since 1970 UTC.
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }
}

extension EngineTimestamp: Comparable {
  /// Whether one moment is before another.
  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.nanoseconds < rhs.nanoseconds
  }
}

extension EngineTimestamp: CustomStringConvertible {
  /// The same as ``rfc3339``.
  public var description: String { self.rfc3339 }
}
