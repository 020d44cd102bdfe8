/// The TIMESTAMP of RFC 5424 section 6.2.3: RFC 3339 with upper-case `T` and `Z`.
public enum SyslogTimestamp {
  /// The length of `YYYY-MM-DDTHH:MM:SS`.
  @inlinable public static var secondsLength: Int { 19 }

  /// Whether `bytes` are an existing date and time.
  ///
  /// The format is `YYYY-MM-DDTHH:MM:SS`, optionally a fraction of 1 to 9 digits, and optionally `Z` or an offset of up to
  /// ±23:59. Years are 0001 to 9999. Leap seconds are invalid, as RFC 5424 requires.
  public static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let bytes = ByteText(bytes)
    guard bytes.count >= secondsLength else { return false }
    // Bit n is byte n of `YYYY-MM-DDTHH:MM`, and byte 16 + n: `:SS` and the tail.
    let dateDigits = ByteScan.digit(bytes, at: 0)
    let tailDigits = ByteScan.digit(bytes, at: 16)
    guard dateDigits & 0b1101_1011_0110_1111 == 0b1101_1011_0110_1111, tailDigits & 0b110 == 0b110,
      bytes[4] == ASCII.hyphen, bytes[7] == ASCII.hyphen, bytes[10] == UInt8(ascii: "T"),
      bytes[13] == ASCII.colon, bytes[16] == ASCII.colon
    else { return false }
    let year = number(bytes, 0) &* 100 &+ number(bytes, 2)
    let month = number(bytes, 5)
    let day = number(bytes, 8)
    guard year >= 1, month >= 1, month <= 12, day >= 1, day <= 28 || day <= days(in: month, of: year),
      number(bytes, 11) <= 23, number(bytes, 14) <= 59, number(bytes, 17) <= 59
    else { return false }
    return isValidTail(bytes, fraction: ~(tailDigits &>> 4))
  }

  /// Checks fraction and offset.
  ///
  /// - Parameter fraction: bit n is 0 if the fraction's nth byte is a digit.
  @inline(always)
  private static func isValidTail(_ bytes: ByteText, fraction: UInt32) -> Bool {
    var index = secondsLength
    if index < bytes.count, bytes[index] == ASCII.dot {
      let digits = fraction.trailingZeroBitCount
      guard digits >= 1, digits <= 9 else { return false }
      index &+= 1 &+ digits
    }
    if index == bytes.count { return true }
    switch bytes[index] {
    case UInt8(ascii: "Z"):
      return index &+ 1 == bytes.count
    case UInt8(ascii: "+"), ASCII.hyphen:
      guard index &+ 6 == bytes.count, bytes[index &+ 3] == ASCII.colon,
        isNumber(bytes, index &+ 1), isNumber(bytes, index &+ 4)
      else { return false }
      return number(bytes, index &+ 1) <= 23 && number(bytes, index &+ 4) <= 59
    default:
      return false
    }
  }

  /// Whether two digits are at `index`.
  @inline(always)
  private static func isNumber(_ bytes: ByteText, _ index: Int) -> Bool {
    ASCII.isDigit(bytes[index]) && ASCII.isDigit(bytes[index &+ 1])
  }

  /// The value of the two digits at `index`.
  @inline(always)
  private static func number(_ bytes: ByteText, _ index: Int) -> Int {
    Int(bytes[index] &- 0x30) &* 10 &+ Int(bytes[index &+ 1] &- 0x30)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
