import Syslog

/// An IPv4 or IPv6 address by its value, however it was spelled.
public struct IPAddress: Sendable, Hashable {
  /// Whether it was written as IPv6. `::ffff:1.2.3.4` is, and is not the same address as `1.2.3.4`.
  public let isV6: Bool
  private let high: UInt64
  private let low: UInt64
  /// The zone's bytes: `fe80::1%eth0` and `fe80::1%eth1` are two machines.
  private var zone = Zone()

  /// `0.0.0.0` or `::`, in whichever zone: nobody's address.
  public var isUnspecified: Bool { high == 0 && low == 0 }

  /// Reads an IPv4 address that `text` begins with: dotted decimal, no leading zeros, not followed by a digit.
  ///
  /// - Parameter length: takes how many bytes it has.
  @inline(always)
  init?(v4PrefixOf text: UnsafeRawBufferPointer, length: inout Int) {
    let text = ByteText(text)
    var index = 0
    guard let value = Self.v4(in: text, at: &index) else { return nil }
    length = index
    isV6 = false
    high = 0
    low = value
  }

  /// Whether the whole of `text` is an IPv4 address, and somebody's.
  static func isSpecifiedV4(_ text: UnsafeRawBufferPointer) -> Bool {
    var length = 0
    guard let address = IPAddress(v4PrefixOf: text, length: &length) else { return false }
    return length == text.count && !address.isUnspecified
  }

  /// Reads an IPv4 address at `index`, and moves that behind it.
  @inline(always)
  private static func v4(in text: ByteText, at index: inout Int) -> UInt64? {
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
  @inline(always)
  private static func digit(in text: ByteText, at index: Int) -> UInt64? {
    guard index < text.count else { return nil }
    let value = text[index] &- 0x30
    return value < 10 ? UInt64(value) : nil
  }
}

extension IPAddress {
  /// The longest text of an IPv6 address, in bytes: six groups of four digits and an IPv4 address.
  static let longestV6 = 45

  /// Reads an IPv6 address without a zone: RFC 4291 section 2.2, where `::` stands for one group or more, and
  /// an IPv4 address at the end is as it is anywhere else.
  init?(v6 text: UnsafeRawBufferPointer) {
    guard 2...Self.longestV6 ~= text.count else { return nil }
    let text = ByteText(text)
    var groups = V6Groups()
    var index = 0
    if text[0] == ASCII.colon {
      guard text[1] == ASCII.colon else { return nil }
      groups.gap = 0
      index = 2
    }
    while index < text.count {
      let start = index
      var number: UInt16 = 0
      while index < text.count, ASCII.isHexDigit(text[index]) {
        guard index &- start < 4 else { return nil }
        number = number &<< 4 | UInt16(Self.hexValue(of: text[index]))
        index &+= 1
      }
      if index < text.count, text[index] == ASCII.dot {
        index = start
        guard let value = Self.v4(in: text, at: &index), index == text.count,
          groups.append(UInt16(value &>> 16)), groups.append(UInt16(truncatingIfNeeded: value))
        else { return nil }
        break
      }
      guard index > start, groups.append(number) else { return nil }
      if index == text.count { break }
      guard text[index] == ASCII.colon, index &+ 1 < text.count else { return nil }
      index &+= 1
      if text[index] == ASCII.colon {
        guard groups.gap == nil else { return nil }
        groups.gap = groups.count
        index &+= 1
      }
    }
    guard let (high, low) = groups.value else { return nil }
    isV6 = true
    self.high = high
    self.low = low
  }

  @inline(always)
  private static func hexValue(of digit: UInt8) -> UInt8 {
    ASCII.isDigit(digit) ? digit &- 0x30 : (digit | 0x20) &- 0x57
  }

  /// The groups of an IPv6 address as they are read.
  private struct V6Groups {
    private var groups = InlineArray<8, UInt16>(repeating: 0)
    private(set) var count = 0
    /// How many groups stand before the `::`.
    var gap: Int?

    /// Returns whether there was room.
    mutating func append(_ group: UInt16) -> Bool {
      guard count < 8 else { return false }
      groups[count] = group
      count += 1
      return true
    }

    /// The address's two halves; `nil` where there are too many groups or too few.
    var value: (high: UInt64, low: UInt64)? {
      guard gap == nil ? count == 8 : count < 8 else { return nil }
      let missing = 8 &- count
      var halves: (high: UInt64, low: UInt64) = (0, 0)
      for place in 0..<8 {
        var group: UInt16 = 0
        if let gap, place >= gap {
          if place >= gap &+ missing { group = groups[place &- missing] }
        } else {
          group = groups[place]
        }
        halves.high = halves.high &<< 16 | halves.low &>> 48
        halves.low = halves.low &<< 16 | UInt64(group)
      }
      return halves
    }
  }
}

extension IPAddress {
  /// A zone's name, in numbers: two of them are compared in one step, and none takes memory of its own.
  private struct Zone: Hashable {
    var first: UInt64 = 0
    var second: UInt64 = 0
  }

  /// The longest name of a zone, in bytes: Linux's longest name of a network interface.
  static let longestZone = 15

  /// The same address in a zone; `nil` where no zone can have the name.
  func inZone(_ name: UnsafeRawBufferPointer) -> IPAddress? {
    guard 1...Self.longestZone ~= name.count, name.allSatisfy(MessageByte.isName) else { return nil }
    var address = self
    for byte in name {
      address.zone.first = address.zone.first &<< 8 | address.zone.second &>> 56
      address.zone.second = address.zone.second &<< 8 | UInt64(byte)
    }
    return address
  }
}
