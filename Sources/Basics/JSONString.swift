/// Turns text into what stands between the quotes of a JSON string, and back.
package enum JSONString {
  /// What stands for `text` between quotes. Escaped are the quote, the backslash and the control characters.
  package static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: needsEscape) else { return text }
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes += [UInt8(ascii: "\\"), byte]
      } else if needsEscape(byte) {
        bytes += Array("\\u00".utf8) + [hexDigit(byte >> 4), hexDigit(byte & 0xF)]
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text that stands for `bytes`, which a ``JSONScanner`` found between quotes. Half a surrogate pair becomes
  /// U+FFFD.
  package static func decode(_ bytes: UnsafeRawBufferPointer) -> String {
    guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
    // UTF-16, since that is what the escapes speak.
    var units: [UInt16] = []
    var rest = bytes[...]
    while let stop = rest.firstIndex(of: UInt8(ascii: "\\")) {
      units.append(contentsOf: String(decoding: rest[..<stop], as: UTF8.self).utf16)
      rest = rest[(stop + 1)...]
      guard let kind = rest.popFirst() else { break }
      switch kind {
      case UInt8(ascii: "u"):
        units.append(UInt16(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16) ?? 0xFFFD)
        rest = rest.dropFirst(4)
      case UInt8(ascii: "b"): units.append(0x08)
      case UInt8(ascii: "f"): units.append(0x0C)
      case UInt8(ascii: "n"): units.append(0x0A)
      case UInt8(ascii: "r"): units.append(0x0D)
      case UInt8(ascii: "t"): units.append(0x09)
      default: units.append(UInt16(kind))
      }
    }
    units.append(contentsOf: String(decoding: rest, as: UTF8.self).utf16)
    return String(decoding: units, as: UTF16.self)
  }

  /// The digits of `value`, the first of them in the highest byte.
  package static func hexDigits(_ value: UInt32) -> UInt64 {
    var digits: UInt64 = 0
    for shift in stride(from: UInt32(28), through: 0, by: -4) {
      digits = digits << 8 | UInt64(hexDigit(UInt8(truncatingIfNeeded: value >> shift & 0xF)))
    }
    return digits
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x57 + value
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
  }
}
