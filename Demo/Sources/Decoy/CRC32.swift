/// The CRC-32 of zlib, gzip and PNG (reflected polynomial 0xEDB88320).
struct CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }

  private let table = Self.table
  private var state: UInt32 = 0xFFFF_FFFF

  /// The checksum of all bytes so far.
  var value: UInt32 { state ^ 0xFFFF_FFFF }

  /// Takes more bytes in.
  mutating func update(_ bytes: some Sequence<UInt8>) {
    var crc = state
    for byte in bytes { crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8 }
    state = crc
  }
}
