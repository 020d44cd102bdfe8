/// Reads percent-encoded text (RFC 3986, section 2.1).
package enum PercentEncoding {
  /// - Returns: `nil` where a `%` is not followed by two digits, or what comes out isn't UTF-8.
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

  /// Decodes what can be decoded: a `%` that is not followed by two digits stands for itself, as gRPC wants it
  /// (gRPC over HTTP/2, "Responses").
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

  /// The byte that the `%` and the two digits at the beginning stand for.
  private static func encodedByte(_ text: some Collection<UInt8>) -> UInt8? {
    let digits = text.dropFirst().prefix(2).compactMap(digit)
    return digits.count == 2 ? digits[0] << 4 | digits[1] : nil
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
  }
}
