public import Syslog

/// The value of an IPv4 or IPv6 address and its zone, independent of its spelling.
@frozen
public struct IPAddress: Sendable, Hashable {
  /// Whether it is an IPv6 address, such as `::ffff:1.2.3.4`; see ``unmapped``.
  public let isV6: Bool
  @usableFromInline let high: UInt64
  @usableFromInline let low: UInt64
  /// `fe80::1%eth0` and `fe80::1%eth1` are different machines.
  @usableFromInline let zone: Zone

  @inlinable @inline(always)
  init(isV6: Bool, high: UInt64, low: UInt64, zone: Zone = Zone()) {
    self.isV6 = isV6
    self.high = high
    self.low = low
    self.zone = zone
  }

  /// Whether it is `0.0.0.0` or `::`, in any zone.
  @inlinable public var isUnspecified: Bool { high == 0 && low == 0 }
}

extension IPAddress {
  /// Reads an IPv4 address at the beginning of `text`: dotted decimal, no leading zeros, not followed by a digit.
  ///
  /// - Parameter length: receives the length of the address in bytes.
  @inlinable @inline(always)
  public init?(v4PrefixOf text: UnsafeRawBufferPointer, length: inout Int) {
    let text = ByteText(text)
    var index = 0
    guard let value = Self.v4(in: text, at: &index) else { return nil }
    length = index
    self.init(isV6: false, high: 0, low: value)
  }

  /// Whether `text` is an IPv4 address other than `0.0.0.0`.
  @inlinable
  public static func isSpecifiedV4(_ text: UnsafeRawBufferPointer) -> Bool {
    var length = 0
    guard let address = IPAddress(v4PrefixOf: text, length: &length) else { return false }
    return length == text.count && !address.isUnspecified
  }

  /// Reads an IPv4 address at `index`, and advances `index`.
  @inlinable @inline(always)
  static func v4(in text: ByteText, at index: inout Int) -> UInt64? {
    var value: UInt64 = 0
    for octet in 0..<4 {
      if octet > 0 {
        guard index < text.count, text[index] == ASCII.dot else { return nil }
        index &+= 1
      }
      // After a leading zero or a third digit the number is complete; another digit is an error.
      guard let first = Self.digit(in: text, at: index) else { return nil }
      var number = first
      index &+= 1
      if first != 0, let second = Self.digit(in: text, at: index) {
        number = number &* 10 &+ second
        index &+= 1
        if let third = Self.digit(in: text, at: index) {
          number = number &* 10 &+ third
          index &+= 1
        }
      }
      guard number <= 255 else { return nil }
      value = value &<< 8 | number
    }
    return Self.digit(in: text, at: index) == nil ? value : nil
  }

  /// The value of the digit at `index`; `nil` if there is none.
  @inlinable @inline(always)
  static func digit(in text: ByteText, at index: Int) -> UInt64? {
    guard index < text.count else { return nil }
    let value = text[index] &- 0x30
    return value < 10 ? UInt64(value) : nil
  }
}

extension IPAddress {
  /// Whether it is an IPv4-mapped IPv6 address such as `::ffff:1.2.3.4` (RFC 4291 section 2.5.5.2).
  public var isMapped: Bool { isV6 && high == 0 && low &>> 32 == 0xFFFF }

  /// The IPv4 address of an IPv4-mapped address without a zone; any other address unchanged. Which of the two a service
  /// prints depends on its socket, not on its peer.
  public var unmapped: IPAddress {
    guard isMapped, !hasZone else { return self }
    return IPAddress(isV6: false, high: 0, low: low & 0xFFFF_FFFF)
  }

  /// The number of bits: 32 or 128.
  public var bitWidth: Int { isV6 ? 128 : 32 }

  /// The address as a number, without its zone.
  public var bits: UInt128 { UInt128(high) &<< 64 | UInt128(low) }
}
