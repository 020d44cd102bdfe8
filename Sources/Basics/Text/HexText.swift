/// Numbers as lower-case hexadecimal digits of a fixed width.
package enum HexText {
  /// Writes 16 digits.
  @inlinable
  package static func put(_ number: UInt64, at target: UnsafeMutableRawPointer) {
    target.storeBytes(of: digits(UInt32(truncatingIfNeeded: number >> 32)).bigEndian, as: UInt64.self)
    target.storeBytes(
      of: digits(UInt32(truncatingIfNeeded: number)).bigEndian,
      toByteOffset: 8,
      as: UInt64.self
    )
  }

  /// The digit of a number below 16.
  package static func digit(_ number: UInt8) -> UInt8 {
    number < 10 ? UInt8(ascii: "0") + number : UInt8(ascii: "a") - 10 + number
  }

  /// The 16 digits of a number.
  package static func string(_ number: UInt64) -> String {
    String(unsafeUninitializedCapacity: 16) { room in
      guard let base = room.baseAddress else { return 0 }
      put(number, at: base)
      return 16
    }
  }

  /// Parses up to 16 lower-case digits; `nil` for anything else.
  package static func number(_ digits: some Sequence<UInt8>) -> UInt64? {
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

  /// The eight digits of a number, the first in the highest byte. Computed at once, because every record needs some.
  @inlinable
  package static func digits(_ number: UInt32) -> UInt64 {
    // One nibble in each byte.
    var spread = UInt64(number)
    spread = (spread | spread << 16) & 0x0000_ffff_0000_ffff
    spread = (spread | spread << 8) & 0x00ff_00ff_00ff_00ff
    spread = (spread | spread << 4) & 0x0f0f_0f0f_0f0f_0f0f
    // 1 in each byte above 9: its digit is a letter, 39 beyond the digits.
    let letters = (spread &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return spread &+ 0x3030_3030_3030_3030 &+ letters &* 39
  }
}
