/// Turns text into what stands between the quotes of a JSON string, and back.
package enum JSONString {
  /// What stands for `text` between quotes.
  ///
  /// Escaped are the quote, the backslash, every control character (C0, DEL, C1) and the line and paragraph separators:
  /// some readers end a line at U+0085, U+2028 or U+2029, and a terminal obeys the others.
  package static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: mayNeedEscape) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5C:
        result.append("\\")
        result.append(scalar)
      case ..<0x20, 0x7F...0x9F, 0x2028, 0x2029:
        result.append(contentsOf: "\\u".unicodeScalars)
        for shift in stride(from: UInt32(12), through: 0, by: -4) {
          let digit = HexText.digit(UInt8(truncatingIfNeeded: scalar.value >> shift & 0xF))
          result.append(Unicode.Scalar(digit))
        }
      default:
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// The text that stands for `bytes`, which a ``JSONScanner`` found between quotes. Half a surrogate pair becomes
  /// U+FFFD.
  package static func decode(_ bytes: UnsafeRawBufferPointer) -> String {
    guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
    // No escape is shorter than what it stands for.
    return String(unsafeUninitializedCapacity: bytes.count) { buffer in
      var decoder = Decoder(bytes, into: buffer)
      return decoder.run()
    }
  }

  /// Whether a character that needs an escape may begin with `byte`.
  private static func mayNeedEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case ..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7F, 0xC2, 0xE2: true
    default: false
    }
  }
}
