public import Syslog

/// An IPv4 or IPv6 address by its value and zone, however it was spelled.
@frozen
public struct IPAddress: Sendable, Hashable {
  /// Whether it is an IPv6 address. `::ffff:1.2.3.4` is one, and is not `1.2.3.4` before it is ``unmapped``.
  public let isV6: Bool
  @usableFromInline let high: UInt64
  @usableFromInline let low: UInt64
  /// `fe80::1%eth0` and `fe80::1%eth1` are two machines.
  @usableFromInline let zone: Zone

  @inlinable @inline(always)
  init(isV6: Bool, high: UInt64, low: UInt64, zone: Zone = Zone()) {
    self.isV6 = isV6
    self.high = high
    self.low = low
    self.zone = zone
  }

  /// `0.0.0.0` or `::`, in whichever zone: nobody's address.
  @inlinable public var isUnspecified: Bool { high == 0 && low == 0 }
}

extension IPAddress {
  /// Reads an IPv4 address that `text` begins with: dotted decimal, no leading zeros, not followed by a digit.
  ///
  /// - Parameter length: takes how many bytes it has.
  @inlinable @inline(always)
  public init?(v4PrefixOf text: UnsafeRawBufferPointer, length: inout Int) {
    let text = ByteText(text)
    var index = 0
    guard let value = Self.v4(in: text, at: &index) else { return nil }
    length = index
    self.init(isV6: false, high: 0, low: value)
  }

  /// Whether the whole of `text` is an IPv4 address, and somebody's.
  @inlinable
  public static func isSpecifiedV4(_ text: UnsafeRawBufferPointer) -> Bool {
    var length = 0
    guard let address = IPAddress(v4PrefixOf: text, length: &length) else { return false }
    return length == text.count && !address.isUnspecified
  }

  /// Reads an IPv4 address at `index`, and moves that behind it.
  @inlinable @inline(always)
  static func v4(in text: ByteText, at index: inout Int) -> UInt64? {
    var value: UInt64 = 0
    for octet in 0..<4 {
      if octet > 0 {
        guard index < text.count, text[index] == ASCII.dot else { return nil }
        index &+= 1
      }
      // What follows a leading zero or a third digit ends the number: a dot must, and not a digit.
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

  /// The value of the digit at `index`; `nil` where another byte or none stands.
  @inlinable @inline(always)
  static func digit(in text: ByteText, at index: Int) -> UInt64? {
    guard index < text.count else { return nil }
    let value = text[index] &- 0x30
    return value < 10 ? UInt64(value) : nil
  }
}
