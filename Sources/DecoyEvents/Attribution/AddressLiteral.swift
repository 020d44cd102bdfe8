package import Addresses
import Syslog

/// An address in a field: `v4`, `v6`, `v6%zone`, `v4:port`, `[v6%zone]` or `[v6]:port`.
package struct AddressLiteral: Sendable, Hashable {
  /// The maximum length in bytes: a full IPv6 address with a zone, in brackets, with a port.
  package static let longest = 69
  static let longestPort = 5

  package var value: IPAddress
  /// The address's range in the text, with its zone, without brackets and port.
  package var address: Range<Int>
  /// The range of the port's digits in the text.
  package var port: Range<Int>?

  /// Reads all of `text`; `nil` if it is anything else or an unspecified address (`0.0.0.0`, `::`).
  package init?(_ text: UnsafeRawBufferPointer) {
    guard let first = text.first, text.count <= Self.longest else { return nil }
    if first == ASCII.openBracket {
      guard let closing = text.firstIndex(of: ASCII.closeBracket) else { return nil }
      self.init(v6: text, in: 1..<closing, tail: closing + 1)
    } else {
      var length = 0
      if let v4 = IPAddress(v4PrefixOf: text, length: &length) {
        self.init(v4, in: text, at: 0..<length, tail: length)
      } else {
        guard ASCII.isHexDigit(first) || first == ASCII.colon else { return nil }
        self.init(v6: text, in: 0..<text.count, tail: text.count)
      }
    }
  }

  private init?(v6 text: UnsafeRawBufferPointer, in address: Range<Int>, tail: Int) {
    guard let value = IPAddress(v6WithZone: text.slice(address)) else { return nil }
    self.init(value, in: text, at: address, tail: tail)
  }

  /// - Parameter tail: the end of the address; only a colon and a port may follow.
  private init?(_ value: IPAddress, in text: UnsafeRawBufferPointer, at address: Range<Int>, tail: Int) {
    guard !value.isUnspecified else { return nil }
    self.value = value
    self.address = address
    if tail == text.count {
      port = nil
    } else {
      let digits = (tail + 1)..<text.count
      guard text[tail] == ASCII.colon, Self.isPort(text.slice(digits)) else { return nil }
      port = digits
    }
  }

  /// 1 to 5 digits, at most 65535.
  package static func isPort(_ digits: UnsafeRawBufferPointer) -> Bool {
    guard 1...longestPort ~= digits.count, digits.allSatisfy(ASCII.isDigit) else { return false }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 65_535
  }
}
