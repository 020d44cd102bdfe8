extension JSONString {
  /// Writes the text that stands for the bytes between the quotes of a JSON string, as UTF-8.
  struct Decoder {
    private let bytes: UnsafeRawBufferPointer
    private let text: UnsafeMutableBufferPointer<UInt8>
    private var position = 0
    private var count = 0

    /// - Parameter text: has room for as many bytes as there are.
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

    /// The scalar whose four digits come next, or those of it and its other half; U+FFFD for half a pair.
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

    /// The number that four hexadecimal digits are.
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

    private mutating func put(_ scalar: Unicode.Scalar) {
      for byte in String(scalar).utf8 { put(byte) }
    }
  }
}
