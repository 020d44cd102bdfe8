/// Escapes the content of JSON strings, and back.
package enum JSONString {
  /// Escapes quotes, backslashes, control characters (C0, DEL, C1) and the line and paragraph separators: some readers
  /// end a line at U+0085, U+2028 or U+2029, and terminals obey the others.
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
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// Decodes the content of a string that a ``JSONScanner`` found. Half a surrogate pair becomes U+FFFD.
  package static func decode(_ bytes: UnsafeRawBufferPointer) -> String {
    guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
    // No escape is shorter than its text.
    return String(unsafeUninitializedCapacity: bytes.count) { buffer in
      var decoder = Decoder(bytes, into: buffer)
      return decoder.run()
    }
  }

  /// Whether `byte` can begin a character that needs an escape.
  private static func mayNeedEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case ..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7F, 0xC2, 0xE2: true
    default: false
    }
  }
}

extension JSONString {
  /// Decodes the content of a JSON string to UTF-8.
  struct Decoder {
    private let bytes: UnsafeRawBufferPointer
    private let text: UnsafeMutableBufferPointer<UInt8>
    private var position = 0
    private var count = 0

    /// - Parameter text: at least as long as `bytes`.
    init(_ bytes: UnsafeRawBufferPointer, into text: UnsafeMutableBufferPointer<UInt8>) {
      self.bytes = bytes
      self.text = text
    }

    /// - Returns: how many bytes were written.
    mutating func run() -> Int {
      while position < bytes.count {
        let byte = bytes[position]
        position &+= 1
        if byte == UInt8(ascii: "\\"), position < bytes.count { escape() } else { put(byte) }
      }
      return count
    }

    private mutating func escape() {
      let kind = bytes[position]
      position &+= 1
      switch kind {
      case UInt8(ascii: "u"): put(scalar())
      case UInt8(ascii: "b"): put(0x08)
      case UInt8(ascii: "f"): put(0x0C)
      case UInt8(ascii: "n"): put(0x0A)
      case UInt8(ascii: "r"): put(0x0D)
      case UInt8(ascii: "t"): put(0x09)
      default: put(kind)
      }
    }

    /// Decodes four digits, or a surrogate pair of them; half a pair becomes U+FFFD.
    private mutating func scalar() -> Unicode.Scalar {
      let first = unit()
      if first & 0xFC00 == 0xD800, position &+ 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
        bytes[position &+ 1] == UInt8(ascii: "u")
      {
        let start = position
        position &+= 2
        let second = unit()
        if second & 0xFC00 == 0xDC00 {
          return Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10 | second & 0x3FF)) ?? "\u{FFFD}"
        }
        position = start
      }
      return Unicode.Scalar(first) ?? "\u{FFFD}"
    }

    /// Reads four hexadecimal digits.
    private mutating func unit() -> UInt32 {
      var value: UInt32 = 0
      let end = min(position &+ 4, bytes.count)
      while position < end {
        let byte = bytes[position]
        value = value << 4 | UInt32(byte <= 0x39 ? byte & 0xF : (byte & 0xF) &+ 9)
        position &+= 1
      }
      return value
    }

    private mutating func put(_ byte: UInt8) {
      text[count] = byte
      count &+= 1
    }

    private mutating func put(_ scalar: Unicode.Scalar) { for byte in String(scalar).utf8 { put(byte) } }
  }
}
