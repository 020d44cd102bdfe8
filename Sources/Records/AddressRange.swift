internal import Glibc

/// An IP address, or all that share a prefix with it (CIDR, RFC 4632 and RFC 4291 section 2.3).
public struct AddressRange: Sendable, Hashable {
  private let family: Int32
  private let prefix: [UInt8]
  private let length: Int

  /// Reads `203.0.113.9`, `203.0.113.0/24`, `2001:db8::5` or `2001:db8::/32`.
  ///
  /// Bits behind the prefix may be set, as in `203.0.113.9/24`.
  ///
  /// - Returns: `nil` if it is none of these.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = parts.first, let (family, bytes) = Self.bytes(String(address)) else { return nil }
    var length = bytes.count * 8
    if parts.count == 2 {
      guard 1...3 ~= parts[1].utf8.count, parts[1].utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
        let number = Int(parts[1]), number <= length
      else { return nil }
      length = number
    }
    self.family = family
    self.length = length
    prefix = Self.masked(bytes, length)
  }

  /// Whether the range is one address alone.
  public var isSingle: Bool { length == prefix.count * 8 }

  /// Whether the address lies in the range. Text that is no address lies in none; `::ffff:1.2.3.4` is an IPv6 address.
  public func contains(_ address: String) -> Bool {
    guard let (family, bytes) = Self.bytes(address), family == self.family else { return false }
    return Self.masked(bytes, length) == prefix
  }

  /// What addresses can be sorted by, so that those of a range stand together: the family, and the address in 16 bytes.
  ///
  /// - Returns: `nil` for text that is no address.
  package static func sortKey(of address: String) -> [UInt8]? {
    bytes(address).map { sortKey($0.family, $0.bytes, filledWith: 0) }
  }

  /// The sort keys of the first and the last address of the range.
  package var sortKeys: (first: [UInt8], last: [UInt8]) {
    let mask = Self.masked([UInt8](repeating: 0xFF, count: prefix.count), length)
    let last = zip(prefix, mask).map { $0 | ~$1 }
    return (Self.sortKey(family, prefix, filledWith: 0), Self.sortKey(family, last, filledWith: 0xFF))
  }

  private static func sortKey(_ family: Int32, _ bytes: [UInt8], filledWith filler: UInt8) -> [UInt8] {
    [family == AF_INET ? 4 : 6] + bytes + [UInt8](repeating: filler, count: 16 - bytes.count)
  }

  private static func bytes(_ text: String) -> (family: Int32, bytes: [UInt8])? {
    guard text.utf8.count < Int(INET6_ADDRSTRLEN), !text.utf8.contains(0) else { return nil }
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if inet_pton(family, text, &bytes) == 1 { return (family, bytes) }
    }
    return nil
  }

  private static func masked(_ bytes: [UInt8], _ length: Int) -> [UInt8] {
    bytes.enumerated().map { index, byte in
      let bits = min(max(length - index * 8, 0), 8)
      return bits == 0 ? 0 : byte & (0xFF << (8 - bits))
    }
  }
}
