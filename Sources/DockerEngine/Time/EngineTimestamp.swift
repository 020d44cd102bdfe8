public import Basics

/// A moment as the engine states it, to the nanosecond.
public typealias EngineTimestamp = Moment

extension EngineTimestamp {
  /// The timestamp as the engine's `since` and `until` take it to the nanosecond: `1795406114.000000123`.
  ///
  /// (Moby's `timetypes.ParseTimestamps` splits at the point and takes nine digits as nanoseconds.)
  public var sinceParameter: String {
    let (seconds, fraction) = self.parts
    let digits = String(fraction)
    return "\(seconds)." + String(repeating: "0", count: 9 - digits.utf8.count) + digits
  }
}

/// Formats the times of many lines; within one second, only the fraction's digits change.
public struct EngineTimestampFormatter: Sendable {
  /// The digits of the fraction.
  private static var fraction: Range<Int> { 20..<29 }

  /// The start of the second that ``text`` is in, in nanoseconds; `nil` if none is remembered.
  private var second: Int64?
  /// The last text.
  private var text = InlineArray<30, UInt8>(repeating: 0)

  /// Creates a formatter.
  public init() {}

  /// The timestamp as `EngineTimestamp.write(rfc3339:)` writes it.
  public mutating func text(of timestamp: EngineTimestamp) -> InlineArray<30, UInt8> {
    guard let second, timestamp.nanoseconds >= second,
      timestamp.nanoseconds - second < EngineTimestamp.second
    else { return self.begin(with: timestamp) }
    var rest = UInt32(truncatingIfNeeded: timestamp.nanoseconds - second)
    for index in Self.fraction.reversed() {
      self.text[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return self.text
  }

  /// Formats all of it, and remembers the second.
  @inline(never)
  private mutating func begin(with timestamp: EngineTimestamp) -> InlineArray<30, UInt8> {
    var span = self.text.mutableSpan
    span.withUnsafeMutableBytes { timestamp.write(rfc3339: $0) }
    let fraction = timestamp.nanoseconds % EngineTimestamp.second
    // Moments before 1970 are rare and not remembered, so that no difference overflows.
    self.second = timestamp.nanoseconds >= 0 ? timestamp.nanoseconds - fraction : nil
    return self.text
  }
}
