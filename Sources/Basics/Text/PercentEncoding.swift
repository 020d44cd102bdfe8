/// Decodes percent-encoded text (RFC 3986, section 2.1).
package enum PercentEncoding {
  /// - Returns: `nil` if a `%` isn't followed by two digits, or the result isn't UTF-8.
  package static func decode(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.first {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        rest = rest.dropFirst()
        continue
      }
      guard let encoded = encodedByte(rest) else { return nil }
      bytes.append(encoded)
      rest = rest.dropFirst(3)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Decodes leniently: a `%` without two digits is kept, as gRPC demands (gRPC over HTTP/2, "Responses").
  package static func decodeLeniently(_ text: some Collection<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.first {
      let encoded = byte == UInt8(ascii: "%") ? encodedByte(rest) : nil
      bytes.append(encoded ?? byte)
      rest = rest.dropFirst(encoded == nil ? 1 : 3)
    }
    return bytes
  }

  /// The byte encoded by the `%` and two digits at the beginning.
  private static func encodedByte(_ text: some Collection<UInt8>) -> UInt8? {
    let digits = text.dropFirst().prefix(2).compactMap(digit)
    return digits.count == 2 ? digits[0] << 4 | digits[1] : nil
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
  }
}
