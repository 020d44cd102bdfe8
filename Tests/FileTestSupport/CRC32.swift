import Foundation

/// zlib's CRC-32.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
  }

  /// The sum over all parts.
  static func of(_ parts: Slice<UnsafeRawBufferPointer>...) -> UInt32 {
    var sum = UInt32.max
    for part in parts {
      for byte in part { sum = sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
    }
    return ~sum
  }
}
