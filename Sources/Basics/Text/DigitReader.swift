/// A cursor over the characters of a date and time.
package struct DigitReader {
  private let bytes: UnsafeRawBufferPointer
  /// The index of the next byte.
  package private(set) var position = 0

  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Whether all bytes were read.
  package var isAtEnd: Bool { position == bytes.count }

  /// Skips `byte` if it is next.
  package mutating func skip(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func digit() -> Int64? {
    guard position < bytes.count else { return nil }
    let value = bytes[position] &- UInt8(ascii: "0")
    guard value < 10 else { return nil }
    position += 1
    return Int64(value)
  }

  /// A number of exactly so many digits.
  package mutating func number(digits: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// One to nine digits of a fraction, as nanoseconds.
  package mutating func fraction() -> Int64? {
    guard var value = digit() else { return nil }
    var count = 1
    while count < 9, let digit = digit() {
      value = value * 10 + digit
      count += 1
    }
    for _ in count..<9 { value *= 10 }
    return value
  }

  /// `YYYY-MM-DD`.
  package mutating func date() -> CivilDate? {
    guard let year = number(digits: 4), skip(UInt8(ascii: "-")), let month = number(digits: 2),
      skip(UInt8(ascii: "-")), let day = number(digits: 2)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  /// `HH:MM:SS`, as seconds of a day.
  package mutating func time() -> Int64? {
    guard let minutes = minutes(), skip(UInt8(ascii: ":")), let second = number(digits: 2), second < 60
    else { return nil }
    return minutes * 60 + second
  }

  /// `HH:MM`, as minutes of a day.
  package mutating func minutes() -> Int64? {
    guard let hours = number(digits: 2), skip(UInt8(ascii: ":")), let minutes = number(digits: 2), hours < 24,
      minutes < 60
    else { return nil }
    return hours * 60 + minutes
  }

  /// `Z` or an offset to UTC of up to 23:59, in minutes.
  package mutating func offsetMinutes() -> Int64? {
    if skip(UInt8(ascii: "Z")) { return 0 }
    if skip(UInt8(ascii: "+")) { return minutes() }
    return skip(UInt8(ascii: "-")) ? minutes().map { -$0 } : nil
  }
}
