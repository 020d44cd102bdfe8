internal import Basics

extension EngineTimestamp {
  /// How many bytes ``write(rfc3339:)`` writes.
  public static var rfc3339Length: Int { 30 }

  /// The timestamp as RFC 3339 in UTC, always with nine digits: `2026-11-23T03:55:14.000000123Z`.
  public var rfc3339: String {
    String(unsafeUninitializedCapacity: Self.rfc3339Length) { buffer in
      self.write(rfc3339: UnsafeMutableRawBufferPointer(buffer))
      return Self.rfc3339Length
    }
  }

  /// The timestamp as the engine's `since` and `until` take it to the nanosecond: `1795406114.000000123`.
  ///
  /// (Moby's `timetypes.ParseTimestamps` splits at the point and takes nine digits as nanoseconds.)
  public var sinceParameter: String {
    let (seconds, fraction) = self.parts
    let digits = String(fraction)
    return "\(seconds)." + String(repeating: "0", count: 9 - digits.utf8.count) + digits
  }

  /// Writes ``rfc3339`` without allocating anything.
  ///
  /// - Parameter target: Memory of at least ``rfc3339Length`` bytes; its first 30 are written.
  public func write(rfc3339 target: UnsafeMutableRawBufferPointer) {
    precondition(target.count >= Self.rfc3339Length, "a timestamp needs 30 bytes")
    let (seconds, fraction) = self.parts
    let days = Self.floorDivide(seconds, by: Self.secondsPerDay)
    let secondOfDay = seconds - days * Self.secondsPerDay
    let date = CivilDate(days: days)
    Self.write(date.year, digits: 4, at: 0, to: target)
    target[4] = UInt8(ascii: "-")
    Self.write(date.month, digits: 2, at: 5, to: target)
    target[7] = UInt8(ascii: "-")
    Self.write(date.day, digits: 2, at: 8, to: target)
    target[10] = UInt8(ascii: "T")
    Self.write(secondOfDay / 3600, digits: 2, at: 11, to: target)
    target[13] = UInt8(ascii: ":")
    Self.write(secondOfDay / 60 % 60, digits: 2, at: 14, to: target)
    target[16] = UInt8(ascii: ":")
    Self.write(secondOfDay % 60, digits: 2, at: 17, to: target)
    target[19] = UInt8(ascii: ".")
    Self.write(fraction, digits: 9, at: 20, to: target)
    target[29] = UInt8(ascii: "Z")
  }

  /// Whole seconds, rounded down, and the nanoseconds from there.
  private var parts: (seconds: Int64, fraction: Int64) {
    let seconds = Self.floorDivide(self.nanoseconds, by: Self.nanosecondsPerSecond)
    // Wrapping, because the least second times a thousand million is below Int64.min.
    return (seconds, self.nanoseconds &- seconds &* Self.nanosecondsPerSecond)
  }

  private static func floorDivide(_ value: Int64, by divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : (value + 1) / divisor - 1
  }

  @inline(__always)
  private static func write(
    _ value: Int64,
    digits: Int,
    at offset: Int,
    to target: UnsafeMutableRawBufferPointer
  ) {
    var rest = value
    var position = offset + digits - 1
    while position >= offset {
      target[position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      position -= 1
    }
  }
}
