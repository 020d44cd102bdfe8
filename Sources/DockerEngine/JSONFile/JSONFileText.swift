import CByteScan
import Glibc

/// Unescapes texts of json-file records into a reused buffer.
struct JSONFileText {
  /// Memory of up to this size is kept for the next text.
  private static let keptCapacity = 128 << 10

  private var buffer: [UInt8] = []

  /// Delivers the unescaped text just as the engine's decoder does (Go's `encoding/json`), so that a line is the same by
  /// file and by API.
  ///
  /// - Parameter body: gets memory that is valid during the call.
  /// - Returns: whether the text is valid; if not, `body` is not called.
  @inline(__always)
  mutating func unescape(_ text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
    if self.buffer.count < text.count || self.buffer.count > max(text.count, Self.keptCapacity) {
      self.buffer = [UInt8](repeating: 0, count: max(text.count, 1024))
    }
    return self.buffer.withUnsafeMutableBytes { output in
      guard let count = Self.unescape(text, into: output) else { return false }
      body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(output)[..<count]))
      return true
    }
  }

  /// - Parameter output: as long as the escaped text, which is never shorter.
  /// - Returns: the length of the text in bytes; `nil` if it is invalid.
  private static func unescape(
    _ text: UnsafeRawBufferPointer,
    into output: UnsafeMutableRawBufferPointer
  ) -> Int? {
    guard let source = text.baseAddress, let target = output.baseAddress else { return 0 }
    let end = text.count
    var read = 0
    var written = 0
    while read < end {
      if end - read >= 16 {
        // Sixteen bytes are copied whether all of them count or not; what is written is never ahead of what is read.
        (target + written).copyMemory(from: source + read, byteCount: 16)
        let stops = bytescan_json_text_stop_block((source + read).assumingMemoryBound(to: UInt8.self))
        let plain = stops == 0 ? 16 : stops.trailingZeroBitCount
        read += plain
        written += plain
        guard stops != 0 else { continue }
      } else {
        let byte = text[read]
        guard byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") || byte < 0x20 else {
          output[written] = byte
          read += 1
          written += 1
          continue
        }
      }
      guard let length = Self.unescapeOne(text, at: read, into: output, &written) else { return nil }
      read += length
    }
    return written
  }

  /// Takes one escape and returns its length; `nil` if it is invalid.
  @inline(__always)
  private static func unescapeOne(
    _ text: UnsafeRawBufferPointer,
    at index: Int,
    into output: UnsafeMutableRawBufferPointer,
    _ written: inout Int
  ) -> Int? {
    guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count else { return nil }
    // Every syslog line has some: the driver escapes <, > and &.
    if let byte = Self.plainUnit(text, at: index) {
      output[written] = byte
      written += 1
      return 6
    }
    let byte: UInt8
    switch text[index + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte = text[index + 1]
    case UInt8(ascii: "n"): byte = 0x0A
    case UInt8(ascii: "r"): byte = 0x0D
    case UInt8(ascii: "t"): byte = 0x09
    case UInt8(ascii: "b"): byte = 0x08
    case UInt8(ascii: "f"): byte = 0x0C
    case UInt8(ascii: "u"): return Self.unescapeUnit(text, at: index, into: output, &written)
    default: return nil
    }
    output[written] = byte
    written += 1
    return 2
  }

  /// The byte of `\u00XX`, if it is ASCII.
  @inline(__always)
  private static func plainUnit(_ text: UnsafeRawBufferPointer, at index: Int) -> UInt8? {
    guard index + 6 <= text.count, text[index + 1] == UInt8(ascii: "u"), text[index + 2] == UInt8(ascii: "0"),
      text[index + 3] == UInt8(ascii: "0"), let high = Self.digit(text[index + 4]), high < 8,
      let low = Self.digit(text[index + 5])
    else { return nil }
    return high << 4 | low
  }

  /// The value of a hexadecimal digit.
  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
    default: nil
    }
  }

  /// Takes `\uXXXX`, or a pair of them that is one character; half a pair becomes U+FFFD, as with Go.
  private static func unescapeUnit(
    _ text: UnsafeRawBufferPointer,
    at index: Int,
    into output: UnsafeMutableRawBufferPointer,
    _ written: inout Int
  ) -> Int? {
    guard let unit = Self.unit(text, at: index) else { return nil }
    var scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
    var length = 6
    if 0xD800..<0xDC00 ~= unit, let low = Self.unit(text, at: index + 6), 0xDC00..<0xE000 ~= low,
      let pair = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    {
      scalar = pair
      length = 12
    }
    for byte in scalar.utf8 {
      output[written] = byte
      written += 1
    }
    return length
  }

  /// The four digits of `\uXXXX`.
  private static func unit(_ text: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
    guard index + 6 <= text.count, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u")
    else { return nil }
    var value: UInt32 = 0
    for byte in text[index + 2..<index + 6] {
      guard let digit = Self.digit(byte) else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
