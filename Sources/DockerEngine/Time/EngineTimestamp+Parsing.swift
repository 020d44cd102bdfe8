internal import Basics

extension EngineTimestamp {
  /// Reads an RFC 3339 timestamp: upper-case `T` and `Z`, 0 to 9 digits of fraction, `Z` or `±hh:mm`.
  ///
  /// Docker writes nine digits of fraction in its log stamps (Go's `RFC3339NanoFixed`); Podman writes as many
  /// as the last one that isn't zero, in some versions none, and a local offset.
  ///
  /// - Returns: `nil` if it is not such a timestamp, the date does not exist, or its nanoseconds don't fit.
  public init?(rfc3339 bytes: UnsafeRawBufferPointer) {
    var reader = DigitReader(bytes)
    guard let date = reader.date(), reader.skip(UInt8(ascii: "T")), let time = reader.time() else {
      return nil
    }
    var fraction: Int64 = 0
    if reader.skip(UInt8(ascii: ".")) {
      guard let digits = reader.fraction() else { return nil }
      fraction = digits
    }
    guard let offset = reader.offsetMinutes(), reader.isAtEnd else { return nil }
    let seconds = date.days * Self.secondsPerDay + time - offset * 60
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
