extension IPAddress {
  /// Whether it is an IPv4 address within an IPv6 one: `::ffff:1.2.3.4` (RFC 4291, 2.5.5.2).
  public var isMapped: Bool { isV6 && high == 0 && low &>> 32 == 0xFFFF }

  /// Of an IPv4-mapped address the IPv4 address: which of the two is printed depends on a service's socket, not on who
  /// connects to it. One in a zone stays as it is, since no IPv4 address has a zone.
  public var unmapped: IPAddress {
    guard isMapped, !hasZone else { return self }
    return IPAddress(isV6: false, high: 0, low: low & 0xFFFF_FFFF)
  }

  /// How many bits it has: 32 or 128.
  public var bitWidth: Int { isV6 ? 128 : 32 }

  /// The address as one number, without its zone.
  public var bits: UInt128 { UInt128(high) &<< 64 | UInt128(low) }
}
