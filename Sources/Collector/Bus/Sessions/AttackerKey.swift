import Glibc

/// An attacker's address by its value and zone: one key for all its spellings.
///
/// `::ffff:203.0.113.9` is `203.0.113.9`: it is up to a service's socket which of the two it prints.
struct AttackerKey: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64
  private let zone: String

  /// - Returns: `nil` for what is no address, such as `Unknown`.
  init?(_ text: String) {
    let end = text.utf8.firstIndex(of: UInt8(ascii: "%")) ?? text.endIndex
    zone = String(text[end...])
    let literal = String(text[..<end])
    guard literal.utf8.count < Int(INET6_ADDRSTRLEN), !literal.utf8.contains(0) else { return nil }
    var v4 = in_addr()
    if inet_pton(AF_INET, literal, &v4) == 1 {
      (high, low) = (0, 0xFFFF << 32 | UInt64(UInt32(bigEndian: v4.s_addr)))
      return
    }
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, literal, &v6) == 1 else { return nil }
    (high, low) = withUnsafeBytes(of: v6) { bytes in
      (
        UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }
}
