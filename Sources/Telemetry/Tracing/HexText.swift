/// Numbers as lower-case hexadecimal digits of a fixed width, as W3C Trace Context wants them.
enum HexText {
  /// Writes the 16 digits of a number.
  @inline(__always)
  static func put(_ number: UInt64, at target: UnsafeMutableRawPointer) {
    target.storeBytes(of: digits(UInt32(truncatingIfNeeded: number >> 32)).bigEndian, as: UInt64.self)
    target.storeBytes(
      of: digits(UInt32(truncatingIfNeeded: number)).bigEndian,
      toByteOffset: 8,
      as: UInt64.self
    )
  }

  /// The 16 digits of a number.
  static func string(_ number: UInt64) -> String {
    String(unsafeUninitializedCapacity: 16) { room in
      guard let base = room.baseAddress else { return 0 }
      put(number, at: base)
      return 16
    }
  }

  /// The number that digits stand for; `nil` where one isn't a lower-case digit, or there are more than 16.
  static func number(_ digits: some Sequence<UInt8>) -> UInt64? {
    var number: UInt64 = 0
    var count = 0
    for digit in digits {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      count += 1
      guard count <= 16 else { return nil }
      number = number << 4 | UInt64(value)
    }
    return number
  }

  /// The eight digits of a number, the first in the highest byte: all eight at once, since every record wants some.
  @inline(__always)
  private static func digits(_ number: UInt32) -> UInt64 {
    // One half byte in each byte.
    var spread = UInt64(number)
    spread = (spread | spread << 16) & 0x0000_ffff_0000_ffff
    spread = (spread | spread << 8) & 0x00ff_00ff_00ff_00ff
    spread = (spread | spread << 4) & 0x0f0f_0f0f_0f0f_0f0f
    // 1 in each byte that holds more than 9: those are letters, which begin 39 after where the digits would go on.
    let letters = (spread &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return spread &+ 0x3030_3030_3030_3030 &+ letters &* 39
  }
}
