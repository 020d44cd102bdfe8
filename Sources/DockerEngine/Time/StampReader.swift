import Basics

/// Parses the stamps of log messages, most of which are in the same minute as the last.
///
/// Docker's stamps have exactly the form `2026-11-23T03:55:14.000000123Z`. Their first sixteen bytes, up to the minute,
/// are compared with the last stamp's as two words; only seconds and fraction are parsed.
struct StampReader {
  /// The longest text before the blank that is parsed, in bytes. The longest valid stamp has 35.
  static let maximumLength = 40

  private var minuteLow: UInt64 = 0
  private var minuteHigh: UInt64 = 0
  private var minuteNanoseconds: Int64 = 0

  /// Parses the stamp and the blank at the start of a message.
  ///
  /// - Returns: the moment and the offset of the content; `nil` without a valid stamp.
  @inline(__always)
  mutating func read(_ bytes: UnsafeRawBufferPointer) -> (timestamp: EngineTimestamp, length: Int)? {
    if bytes.count > 30, bytes[30] == UInt8(ascii: " "), let timestamp = self.readFixed(bytes) {
      return (timestamp, 31)
    }
    return Self.readAny(bytes)
  }

  /// Parses a lone stamp, whose fraction may lack trailing zeros.
  mutating func read(trimmed bytes: UnsafeRawBufferPointer) -> EngineTimestamp? {
    if bytes.count == 30, let timestamp = self.readFixed(bytes) { return timestamp }
    guard bytes.count > 20, bytes.count < 30, bytes[bytes.count - 1] == UInt8(ascii: "Z"),
      bytes[19] == UInt8(ascii: ".")
    else { return EngineTimestamp(rfc3339: bytes) }
    return withUnsafeTemporaryAllocation(byteCount: 30, alignment: 1) { padded in
      padded.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - 1)]))
      for index in bytes.count - 1..<29 { padded[index] = UInt8(ascii: "0") }
      padded[29] = UInt8(ascii: "Z")
      return self.readFixed(UnsafeRawBufferPointer(padded))
    } ?? EngineTimestamp(rfc3339: bytes)
  }

  /// Parses a stamp of the usual thirty bytes; `nil` if it has another form or isn't valid.
  @inline(__always)
  private mutating func readFixed(_ bytes: UnsafeRawBufferPointer) -> EngineTimestamp? {
    let low = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
    let high = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    if low != self.minuteLow || high != self.minuteHigh {
      guard self.rememberMinute(of: bytes) else { return nil }
    }
    let tens = bytes[17] &- UInt8(ascii: "0")
    let ones = bytes[18] &- UInt8(ascii: "0")
    let last = bytes[28] &- UInt8(ascii: "0")
    guard bytes[16] == UInt8(ascii: ":"), tens < 6, ones < 10, bytes[19] == UInt8(ascii: "."), last < 10,
      bytes[29] == UInt8(ascii: "Z"),
      let eight = Self.eightDigits(bytes.loadUnaligned(fromByteOffset: 20, as: UInt64.self))
    else { return nil }
    let second = Int64(tens) &* 10 &+ Int64(ones)
    let nanoseconds = Int64(eight) &* 10 &+ Int64(last)
    let (sum, overflow) = self.minuteNanoseconds.addingReportingOverflow(
      second &* EngineTimestamp.second &+ nanoseconds
    )
    return overflow ? nil : EngineTimestamp(nanoseconds: sum)
  }

  /// Parses date, hour and minute with the general parser and remembers them.
  @inline(never)
  private mutating func rememberMinute(of bytes: UnsafeRawBufferPointer) -> Bool {
    let minute: EngineTimestamp? = withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { text in
      text.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<16]))
      text[16] = UInt8(ascii: ":")
      text[17] = UInt8(ascii: "0")
      text[18] = UInt8(ascii: "0")
      text[19] = UInt8(ascii: "Z")
      return EngineTimestamp(rfc3339: UnsafeRawBufferPointer(text))
    }
    guard let minute else { return false }
    self.minuteLow = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
    self.minuteHigh = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    self.minuteNanoseconds = minute.nanoseconds
    return true
  }

  /// The value of eight ASCII digits in one little-endian word; `nil` if one of them isn't a digit.
  @inline(__always)
  private static func eightDigits(_ raw: UInt64) -> UInt64? {
    let word = UInt64(littleEndian: raw)
    // The high nibble of a digit is 3, and stays 3 when 6 is added.
    guard word & 0xF0F0_F0F0_F0F0_F0F0 == 0x3030_3030_3030_3030,
      (word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0 == 0x3030_3030_3030_3030
    else { return nil }
    var value = word & 0x0F0F_0F0F_0F0F_0F0F
    value = (value &* 10 &+ value &>> 8) & 0x00FF_00FF_00FF_00FF
    value = (value &* 100 &+ value &>> 16) & 0x0000_FFFF_0000_FFFF
    return (value &* 10_000 &+ value &>> 32) & 0xFFFF_FFFF
  }

  /// Parses a stamp of any length, up to the first blank.
  @inline(never)
  static func readAny(_ bytes: UnsafeRawBufferPointer) -> (timestamp: EngineTimestamp, length: Int)? {
    guard let blank = bytes.prefix(Self.maximumLength + 1).firstIndex(of: UInt8(ascii: " ")),
      let timestamp = EngineTimestamp(rfc3339: UnsafeRawBufferPointer(rebasing: bytes[..<blank]))
    else { return nil }
    return (timestamp, blank + 1)
  }
}
