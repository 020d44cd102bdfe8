package import Addresses

/// An address, or a network in CIDR notation (RFC 4632, and RFC 4291 section 2.3).
///
/// The spelling makes no difference, and an IPv4-mapped address is the IPv4 address: `::ffff:203.0.113.0/120` is
/// `203.0.113.0/24`. Shorter IPv6 prefixes contain no IPv4 addresses.
package struct AddressRange: Sendable, Hashable {
  private let isV6: Bool
  private let bits: ClosedRange<UInt128>
  /// The address, if it is a single one.
  private let address: IPAddress?

  /// Reads `203.0.113.9`, `203.0.113.0/24`, `2001:db8::5`, `fe80::1%eth0` or `2001:db8::/32`.
  ///
  /// Bits after the prefix may be set, as in `203.0.113.9/24`.
  ///
  /// - Returns: `nil` for other text.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let spelled = parts.first.flatMap({ IPAddress(String($0)) }) else { return nil }
    var hostBits = 0
    if parts.count == 2 {
      guard !spelled.hasZone, let length = Self.length(parts[1]), length <= spelled.bitWidth
      else { return nil }
      hostBits = spelled.bitWidth - length
    }
    // With more than 32 host bits, it is not an IPv4 network.
    let address = hostBits <= 32 ? spelled.unmapped : spelled
    let hosts = (UInt128(1) << UInt128(hostBits)) &- 1
    isV6 = address.isV6
    bits = address.bits & ~hosts...address.bits | hosts
    self.address = hostBits == 0 ? address : nil
  }

  private static func length(_ digits: some StringProtocol) -> Int? {
    guard 1...3 ~= digits.utf8.count, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
    return Int(digits)
  }

  package var isSingle: Bool { address != nil }

  /// Whether the range contains an address; `false` for other text.
  package func contains(_ address: String) -> Bool {
    IPAddress(address).map { contains($0.unmapped) } ?? false
  }

  /// Whether the range contains an unmapped address: a single address needs the same zone, a network contains any.
  package func contains(_ address: IPAddress) -> Bool {
    if let single = self.address { return single == address }
    return isV6 == address.isV6 && bits.contains(address.bits)
  }

  /// A key that sorts addresses so that those of a range are adjacent: the family, the address in 16 bytes, the zone.
  package static func sortKey(of address: IPAddress) -> [UInt8] {
    sortKey(address.isV6, address.bits) + address.zoneName
  }

  /// The sort keys of the first and the last address of the range.
  package var sortKeys: (first: [UInt8], last: [UInt8]) {
    if let address {
      let key = Self.sortKey(of: address)
      return (key, key)
    }
    // Above every zone's name.
    return (Self.sortKey(isV6, bits.lowerBound), Self.sortKey(isV6, bits.upperBound) + [0xFF])
  }

  private static func sortKey(_ isV6: Bool, _ bits: UInt128) -> [UInt8] {
    // An IPv4 address is in the leading bytes.
    let bits = isV6 ? bits : bits << 96
    return [isV6 ? 6 : 4] + withUnsafeBytes(of: bits.bigEndian, Array.init)
  }
}
