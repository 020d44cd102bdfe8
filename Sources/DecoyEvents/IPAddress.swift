import Glibc
import Syslog

/// An IPv4 or IPv6 address by its value, however it was spelled.
public struct IPAddress: Sendable, Hashable {
  /// Whether it was written as IPv6. `::ffff:1.2.3.4` is, and is not the same address as `1.2.3.4`.
  public let isV6: Bool
  private let high: UInt64
  private let low: UInt64

  /// `0.0.0.0` or `::`: nobody's address.
  public var isUnspecified: Bool { high == 0 && low == 0 }

  /// Reads an IPv4 address that `text` begins with: dotted decimal, no leading zeros, not followed by a digit.
  ///
  /// - Parameter length: takes how many bytes it has.
  @inline(always)
  init?(v4PrefixOf text: UnsafeRawBufferPointer, length: inout Int) {
    let text = ByteText(text)
    var index = 0
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
    guard Self.digit(in: text, at: index) == nil else { return nil }
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

  /// The value of the digit at `index`; `nil` where another byte or none stands.
  @inline(always)
  private static func digit(in text: ByteText, at index: Int) -> UInt64? {
    guard index < text.count else { return nil }
    let value = text[index] &- 0x30
    return value < 10 ? UInt64(value) : nil
  }

  /// Reads an IPv6 address without a zone, as `inet_pton(3)` does.
  init?(v6 text: UnsafeRawBufferPointer) {
    let longest = Int(INET6_ADDRSTRLEN) - 1
    // inet_pton wants an end of string, and would take a NUL of the text for it.
    guard text.count >= 2, text.count <= longest, text.contains(UInt8(ascii: ":")), !text.contains(0)
    else { return nil }
    var address = in6_addr()
    let isAddress = withUnsafeTemporaryAllocation(byteCount: longest + 1, alignment: 1) { string in
      string.copyMemory(from: text)
      string[text.count] = 0
      return inet_pton(AF_INET6, string.baseAddress, &address) == 1
    }
    guard isAddress else { return nil }
    isV6 = true
    (high, low) = withUnsafeBytes(of: address) { bytes in
      (
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }
}
