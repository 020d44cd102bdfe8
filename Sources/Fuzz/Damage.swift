import TestSupport

/// Damages valid bytes as disks, crashes and attackers do.
enum Damage {
  /// Numbers at the limits of arithmetic.
  private static let extremes: [UInt64] = [
    0, 1, 0x7F, 0xFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 53, 1 << 56, 1 << 60, 1 << 62, 1 << 63,
    (1 << 63) - 1, .max - 1, .max,
  ]
  /// The same as text, and numbers that no integer type holds.
  private static let texts = [
    "0", "-1", "1", "4294967296", "9007199254740993", "1152921504606846976", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "18446744073709551615", "1e308", "-1e400", "0.5",
    "99999999999999999999999999",
  ]
  /// Years around the limits of 64-bit nanoseconds.
  private static let years = ["0000", "0001", "1677", "1678", "1700", "1970", "2261", "2262", "2300", "9999"]

  /// Damages the bytes one to four times.
  static func apply(to bytes: inout [UInt8], _ generator: inout SplitMix64) {
    for _ in 0...generator.below(4) where !bytes.isEmpty { applyOnce(to: &bytes, &generator) }
  }

  private static func applyOnce(to bytes: inout [UInt8], _ generator: inout SplitMix64) {
    let index = generator.below(bytes.count)
    switch generator.below(12) {
    case 0...2: bytes[index] ^= 1 << UInt8(generator.below(8))
    case 3: bytes[index] = UInt8(truncatingIfNeeded: generator.next())
    case 4: bytes.removeSubrange(index...)
    case 5: bytes.removeSubrange(index..<min(bytes.count, index + 1 + generator.below(40)))
    case 6: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + generator.below(400))], at: index)
    case 7: putWord(generator.pick(extremes), at: index & ~7, in: &bytes, &generator)
    case 8:
      let noise = (0..<generator.below(20)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      bytes.insert(contentsOf: noise, at: index)
    default: replaceNumber(near: index, in: &bytes, &generator)
    }
  }

  /// Overwrites a word of a binary file, in either byte order.
  static func putWord(_ word: UInt64, at index: Int, in bytes: inout [UInt8], _ generator: inout SplitMix64) {
    guard index + 8 <= bytes.count else { return }
    let word = generator.isOneIn(2) ? word.bigEndian : word.littleEndian
    withUnsafeBytes(of: word) { bytes.replaceSubrange(index..<index + 8, with: $0) }
  }

  /// An extreme number for a binary file.
  static func word(_ generator: inout SplitMix64) -> UInt64 {
    generator.isOneIn(3) ? generator.next() : generator.pick(extremes)
  }

  /// Replaces the first number after an index; a date's year mostly by another year.
  private static func replaceNumber(near index: Int, in bytes: inout [UInt8], _ generator: inout SplitMix64) {
    func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
    guard let start = bytes[index...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    let isYear = end - start == 4 && end < bytes.count && bytes[end] == UInt8(ascii: "-")
    let number = generator.pick(isYear && !generator.isOneIn(4) ? years : texts)
    bytes.replaceSubrange(start..<end, with: number.utf8)
  }
}
