import Syslog

extension IPAddress {
  /// Reads an IPv4 address, or an IPv6 address that may have a zone.
  public init?(_ text: UnsafeRawBufferPointer) {
    var length = 0
    if let address = IPAddress(v4PrefixOf: text, length: &length) {
      guard length == text.count else { return nil }
      self = address
    } else {
      self.init(v6WithZone: text)
    }
  }

  /// Reads an IPv4 address, or an IPv6 address that may have a zone.
  public init?(_ text: String) {
    var text = text
    guard let address = text.withUTF8({ IPAddress(UnsafeRawBufferPointer($0)) }) else { return nil }
    self = address
  }

  /// Reads an IPv6 address that may have a zone.
  public init?(v6WithZone text: UnsafeRawBufferPointer) {
    guard text.count <= Self.longestV6 + 1 + Self.longestZone else { return nil }
    guard let end = text.firstIndex(of: UInt8(ascii: "%")) else {
      self.init(v6: text)
      return
    }
    guard let address = IPAddress(v6: UnsafeRawBufferPointer(rebasing: text[..<end])),
      let zoned = address.inZone(UnsafeRawBufferPointer(rebasing: text[(end + 1)...]))
    else { return nil }
    self = zoned
  }

  /// The canonical text of the ``unmapped`` address, or `text` itself if it is not an address.
  public static func canonicalText(of text: String) -> String {
    // IPv4 addresses, the most frequent ones, have only one spelling.
    guard let address = IPAddress(text), address.isV6 else { return text }
    return address.unmapped.description
  }
}

extension IPAddress: CustomStringConvertible {
  /// The canonical text (RFC 5952), with the zone as spelled.
  public var description: String {
    var text: [UInt8] = []
    text.reserveCapacity(Self.longestV6 + 1 + Self.longestZone)
    if isV6 { appendV6(to: &text) } else { appendV4(to: &text) }
    if hasZone {
      text.append(UInt8(ascii: "%"))
      text += zoneName
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func appendV4(to text: inout [UInt8]) {
    for place in 0..<4 {
      if place > 0 { text.append(ASCII.dot) }
      text += String(UInt8(truncatingIfNeeded: low &>> (24 - 8 * place))).utf8
    }
  }

  private func appendV6(to text: inout [UInt8]) {
    if isMapped {
      text += "::ffff:".utf8
      return appendV4(to: &text)
    }
    let zeros = longestZeros
    for place in 0..<8 where !zeros.contains(place) {
      if place == zeros.upperBound {
        text += "::".utf8
      } else if place > 0 {
        text.append(ASCII.colon)
      }
      text += String(group(place), radix: 16).utf8
    }
    if zeros.upperBound == 8, !zeros.isEmpty { text += "::".utf8 }
  }

  private func group(_ place: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: (place < 4 ? high : low) &>> (48 - 16 * (place & 3)))
  }

  /// The groups that `::` replaces: the longest run of at least two zeros, the first if there are several.
  private var longestZeros: Range<Int> {
    var longest = 8..<8
    var start = 0
    for place in 0..<8 {
      guard group(place) == 0 else {
        start = place + 1
        continue
      }
      if place + 1 - start > max(1, longest.count) { longest = start..<place + 1 }
    }
    return longest
  }
}
