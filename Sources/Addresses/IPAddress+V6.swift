import Syslog

extension IPAddress {
  /// The maximum length in bytes: six groups of four digits and an IPv4 address.
  static let longestV6 = 45

  /// Reads an IPv6 address without a zone (RFC 4291 section 2.2). `::` replaces at least one group, and the address may end
  /// in an IPv4 address.
  public init?(v6 text: UnsafeRawBufferPointer) {
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
    self.init(isV6: true, high: high, low: low)
  }

  @inline(always)
  private static func hexValue(of digit: UInt8) -> UInt8 {
    ASCII.isDigit(digit) ? digit &- 0x30 : (digit | 0x20) &- 0x57
  }

  /// The groups of an IPv6 address while it is read.
  private struct V6Groups {
    private var groups = InlineArray<8, UInt16>(repeating: 0)
    private(set) var count = 0
    /// The number of groups before the `::`.
    var gap: Int?

    /// Returns whether there was room.
    mutating func append(_ group: UInt16) -> Bool {
      guard count < 8 else { return false }
      groups[count] = group
      count += 1
      return true
    }

    /// The address's two halves; `nil` if the number of groups is wrong.
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
