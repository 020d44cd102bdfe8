/// A moment in nanoseconds since 1970-01-01T00:00:00 UTC, leap seconds not counted.
///
/// 64 bits hold the years 1677 to 2262. Container engines stamp lines to the nanosecond, so nothing coarser will do.
public struct Moment: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The nanoseconds of a second.
  @inlinable package static var second: Int64 { 1_000_000_000 }
  /// The nanoseconds of a day.
  @inlinable package static var day: Int64 { 86_400 * second }

  /// Nanoseconds since 1970 UTC.
  public var nanoseconds: Int64

  /// Creates a moment from nanoseconds since 1970 UTC.
  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The current time of the system's clock.
  package static var now: Self { Self(nanoseconds: WallClock.now) }

  /// Whether one moment is before another.
  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

  /// The same as ``rfc3339``.
  public var description: String { rfc3339 }
}

extension Moment: Codable {
  /// Reads a number of nanoseconds.
  public init(from decoder: any Decoder) throws {
    self.init(nanoseconds: try decoder.singleValueContainer().decode(Int64.self))
  }

  /// Writes a number of nanoseconds.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(nanoseconds)
  }
}

// MARK: - Formatting

extension Moment {
  /// How many bytes ``write(rfc3339:)`` writes.
  public static var rfc3339Length: Int { 30 }

  /// RFC 3339 in UTC, always with nine digits: `2026-11-23T03:55:14.000000123Z`.
  public var rfc3339: String {
    String(unsafeUninitializedCapacity: Self.rfc3339Length) { buffer in
      write(rfc3339: UnsafeMutableRawBufferPointer(buffer))
      return Self.rfc3339Length
    }
  }

  /// RFC 3339 in UTC, rounded down to the second, which is what people read: `2026-11-23T03:55:14Z`.
  package var rfc3339Seconds: String { "\(rfc3339.prefix(19))Z" }

  /// Seconds, rounded down, and the remaining nanoseconds.
  package var parts: (seconds: Int64, fraction: Int64) {
    let seconds = Self.floorDivide(nanoseconds, by: Self.second)
    // Wrapping, because the first second in nanoseconds is below Int64.min.
    return (seconds, nanoseconds &- seconds &* Self.second)
  }

  /// Writes ``rfc3339`` to the first 30 bytes of `target` without allocating.
  public func write(rfc3339 target: UnsafeMutableRawBufferPointer) {
    precondition(target.count >= Self.rfc3339Length, "a timestamp needs 30 bytes")
    let (seconds, fraction) = parts
    let days = Self.floorDivide(seconds, by: 86_400)
    let secondOfDay = seconds - days * 86_400
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

// MARK: - Parsing

extension Moment {
  /// Reads RFC 3339: upper-case `T` and `Z`, 0 to 9 digits of fraction, `Z` or `±hh:mm`.
  ///
  /// Docker writes nine digits of fraction in its log stamps (Go's `RFC3339NanoFixed`). Podman omits trailing zeros,
  /// in some versions the whole fraction, and writes a local offset.
  ///
  /// - Returns: `nil` if it is not such a timestamp, the date does not exist, or its nanoseconds don't fit.
  public init?(rfc3339 bytes: UnsafeRawBufferPointer) {
    var reader = DigitReader(bytes)
    guard let date = reader.date(), reader.skip(UInt8(ascii: "T")), let time = reader.time(),
      let fraction = Self.optionalFraction(&reader), let offset = reader.offsetMinutes(), reader.isAtEnd
    else { return nil }
    self.init(date, time - offset * 60, fraction)
  }

  /// Reads a record's date and time: `2026-11-23 03:55:14`, which counts as UTC, or RFC 3339.
  ///
  /// - Returns: `nil` if it is neither, the date does not exist, or its year is not 1678 to 2261.
  package init?(_ text: some StringProtocol) {
    var text = String(text)
    let moment = text.withUTF8 { utf8 -> Self? in
      var reader = DigitReader(UnsafeRawBufferPointer(utf8))
      guard let date = reader.date(), reader.skip(UInt8(ascii: " ")) || reader.skip(UInt8(ascii: "T")),
        let time = reader.time(), 1678...2261 ~= date.year, let fraction = Self.optionalFraction(&reader),
        let offset = reader.isAtEnd ? 0 : reader.offsetMinutes(), reader.isAtEnd
      else { return nil }
      return Self(date, time - offset * 60, fraction)
    }
    guard let moment else { return nil }
    self = moment
  }

  private static func optionalFraction(_ reader: inout DigitReader) -> Int64? {
    reader.skip(UInt8(ascii: ".")) ? reader.fraction() : 0
  }

  private init?(_ date: CivilDate, _ secondsOfDay: Int64, _ fraction: Int64) {
    let seconds = date.days * 86_400 + secondsOfDay
    // Negative ones count down from the next second: the first moment's second overflows without its fraction.
    let (whole, rest) =
      seconds < 0 && fraction > 0 ? (seconds + 1, fraction - Self.second) : (seconds, fraction)
    let (product, overflow) = whole.multipliedReportingOverflow(by: Self.second)
    let (sum, carry) = product.addingReportingOverflow(rest)
    guard !overflow, !carry else { return nil }
    self.init(nanoseconds: sum)
  }
}
