extension EngineTimestamp {
  /// Reads an RFC 3339 timestamp: upper-case `T` and `Z`, 0 to 9 digits of fraction, `Z` or `±hh:mm`.
  ///
  /// Docker writes nine digits of fraction in its log stamps (Go's `RFC3339NanoFixed`); Podman writes as many
  /// as the last one that isn't zero, in some versions none, and a local offset.
  ///
  /// - Returns: `nil` if it is not such a timestamp, the date does not exist, or its nanoseconds don't fit.
  public init?(rfc3339 bytes: UnsafeRawBufferPointer) {
    var reader = DigitReader(bytes: bytes)
    guard let year = reader.number(digits: 4), reader.skip(UInt8(ascii: "-")),
      let month = reader.number(digits: 2), reader.skip(UInt8(ascii: "-")),
      let day = reader.number(digits: 2), reader.skip(UInt8(ascii: "T")),
      let hour = reader.number(digits: 2), reader.skip(UInt8(ascii: ":")),
      let minute = reader.number(digits: 2), reader.skip(UInt8(ascii: ":")),
      let second = reader.number(digits: 2)
    else { return nil }
    guard day >= 1, day <= Self.daysIn(month: month, of: year), hour < 24, minute < 60, second < 60 else {
      return nil
    }
    var fraction: Int64 = 0
    if reader.skip(UInt8(ascii: ".")) {
      guard let digits = reader.fraction() else { return nil }
      fraction = digits
    }
    guard let offset = reader.offsetMinutes(), reader.isAtEnd else { return nil }
    let seconds =
      Self.days(year: year, month: month, day: day) * Self.secondsPerDay
      + hour * 3600 + minute * 60 + second - offset * 60
    // Counted downwards from the next second where negative: the least moment has a second that
    // overflows by itself and fits only together with its fraction.
    let (whole, rest) =
      seconds < 0 && fraction > 0
      ? (seconds + 1, fraction - Self.nanosecondsPerSecond) : (seconds, fraction)
    let (product, overflow) = whole.multipliedReportingOverflow(by: Self.nanosecondsPerSecond)
    let (sum, carry) = product.addingReportingOverflow(rest)
    guard !overflow, !carry else { return nil }
    self.init(nanoseconds: sum)
  }
}

/// A cursor over the characters of a timestamp.
private struct DigitReader {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  var isAtEnd: Bool { self.position == self.bytes.count }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard self.position < self.bytes.count, self.bytes[self.position] == byte else { return false }
    self.position += 1
    return true
  }

  mutating func digit() -> Int64? {
    guard self.position < self.bytes.count else { return nil }
    let value = self.bytes[self.position] &- UInt8(ascii: "0")
    guard value < 10 else { return nil }
    self.position += 1
    return Int64(value)
  }

  mutating func number(digits: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = self.digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// One to nine digits after the point, as nanoseconds.
  mutating func fraction() -> Int64? {
    guard var value = self.digit() else { return nil }
    var count = 1
    while count < 9, let digit = self.digit() {
      value = value * 10 + digit
      count += 1
    }
    for _ in count..<9 {
      value *= 10
    }
    return value
  }

  /// `Z`, or an offset to UTC of up to 23:59 in minutes.
  mutating func offsetMinutes() -> Int64? {
    if self.skip(UInt8(ascii: "Z")) { return 0 }
    let sign: Int64
    if self.skip(UInt8(ascii: "+")) {
      sign = 1
    } else if self.skip(UInt8(ascii: "-")) {
      sign = -1
    } else {
      return nil
    }
    guard let hours = self.number(digits: 2), self.skip(UInt8(ascii: ":")),
      let minutes = self.number(digits: 2), hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
