/// Arithmetic that saturates instead of trapping, for numbers from files, engines and clients.
extension FixedWidthInteger {
  /// `self + other`, or the nearest number that fits.
  package func addingSaturated(_ other: Self) -> Self {
    let (sum, overflow) = addingReportingOverflow(other)
    guard overflow else { return sum }
    return other < 0 ? .min : .max
  }

  /// Adds `other`, saturating.
  package mutating func addSaturated(_ other: Self) { self = addingSaturated(other) }

  /// `self - other`, or the nearest number that fits.
  package func subtractingSaturated(_ other: Self) -> Self {
    let (difference, overflow) = subtractingReportingOverflow(other)
    guard overflow else { return difference }
    return other < 0 ? .max : .min
  }

  /// `self * other`, or the nearest number that fits.
  package func multipliedSaturated(by other: Self) -> Self {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    guard overflow else { return product }
    return (self < 0) == (other < 0) ? .max : .min
  }
}

extension Int64 {
  /// Seconds since 1970 and a fraction in nanoseconds as nanoseconds, saturated outside the years 1677 to 2262.
  package init(nanosecondsSince1970 seconds: Int, fraction: Int) {
    let (whole, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    self = overflow ? (seconds < 0 ? .min : .max) : whole.addingSaturated(Int64(fraction))
  }
}
