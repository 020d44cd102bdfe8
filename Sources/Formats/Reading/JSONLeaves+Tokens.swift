import Syslog

// What stands between the punctuation of JSON. Each moves the index behind what it takes, and is false or nil for a fault.
extension JSONLeaves {
  @inline(always)
  static func skipBlanks(_ text: ByteText, _ index: inout Int) {
    while index < text.count, text[index] <= 0x20 {
      switch text[index] {
      case 0x20, ASCII.lineFeed, ASCII.carriageReturn, ASCII.tab: index &+= 1
      default: return
      }
    }
  }

  /// Skips a colon and the blanks around it; something is behind them.
  @inline(always)
  static func skipColon(_ text: ByteText, _ index: inout Int) -> Bool {
    skipBlanks(text, &index)
    guard index < text.count, text[index] == ASCII.colon else { return false }
    index &+= 1
    skipBlanks(text, &index)
    return index < text.count
  }

  /// Where a string, or its part from `start` on, ends or needs a closer look; the text's end if nowhere.
  @inline(always)
  static func endOfPlain(_ text: ByteText, _ start: Int) -> Int {
    var index = start
    while index < text.count {
      let stops = ByteScan.unplain(text, at: index)
      if stops == 0 {
        index = min(text.count, index &+ ByteScan.width)
        continue
      }
      index &+= stops.trailingZeroBitCount
      // Beyond ASCII everything passes.
      if text[index] < 0x7F { return index }
      repeat { index &+= 1 } while index < text.count && text[index] >= 0x7F
    }
    return index
  }

  /// Skips a string.
  static func skipString(_ text: ByteText, _ index: inout Int) -> Bool {
    var nothing: [UInt8] = []
    return decodeString(text, &index, limit: 0, into: &nothing)
  }

  /// Appends what a string stands for.
  ///
  /// - Parameter limit: how many bytes are kept of it.
  static func decodeString(
    _ text: ByteText,
    _ index: inout Int,
    limit: Int,
    into output: inout [UInt8]
  ) -> Bool {
    index &+= 1
    var room = limit
    while index < text.count {
      let start = index
      index = endOfPlain(text, start)
      let count = min(room, index &- start)
      if count > 0 {
        output.append(contentsOf: text.slice(start..<start &+ count))
        room &-= count
      }
      guard index < text.count else { return false }
      switch text[index] {
      case ASCII.quote:
        index &+= 1
        return true
      case ASCII.backslash:
        guard let scalar = takeEscape(text, &index) else { return false }
        if scalar.value < 0x80 {
          if room > 0 { output.append(UInt8(scalar.value)) }
          room = max(0, room &- 1)
        } else {
          let utf8 = UTF8.encode(scalar)
          for byte in utf8 ?? UTF8.encodedReplacementCharacter where room > 0 {
            output.append(byte)
            room &-= 1
          }
        }
      default:
        return false
      }
    }
    return false
  }

  private static func takeEscape(_ text: ByteText, _ index: inout Int) -> Unicode.Scalar? {
    guard index &+ 1 < text.count else { return nil }
    let kind = text[index &+ 1]
    index &+= 2
    switch kind {
    case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"): return Unicode.Scalar(kind)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: return nil
    }
    guard let first = takeUnit(text, &index) else { return nil }
    if first & 0xFC00 == 0xD800, index &+ 1 < text.count, text[index] == ASCII.backslash,
      text[index &+ 1] == UInt8(ascii: "u")
    {
      var behind = index &+ 2
      guard let second = takeUnit(text, &behind) else { return nil }
      if second & 0xFC00 == 0xDC00 {
        index = behind
        return Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10 | second & 0x3FF))
      }
    }
    return Unicode.Scalar(first) ?? "\u{FFFD}"
  }

  /// Four hexadecimal digits.
  private static func takeUnit(_ text: ByteText, _ index: inout Int) -> UInt32? {
    guard index &+ 4 <= text.count else { return nil }
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = text[index]
      guard ASCII.isHexDigit(byte) else { return nil }
      value = value << 4 | UInt32(ASCII.isDigit(byte) ? byte & 0xF : (byte & 0xF) &+ 9)
      index &+= 1
    }
    return value
  }

  static func skipWordOrNumber(_ text: ByteText, _ index: inout Int) -> Bool {
    switch text[index] {
    case UInt8(ascii: "t"): skip("true", text, &index)
    case UInt8(ascii: "f"): skip("false", text, &index)
    case UInt8(ascii: "n"): skip("null", text, &index)
    default: skipNumber(text, &index)
    }
  }

  private static func skip(_ word: StaticString, _ text: ByteText, _ index: inout Int) -> Bool {
    guard text.count &- index >= word.utf8CodeUnitCount else { return false }
    for offset in 0..<word.utf8CodeUnitCount where text[index &+ offset] != word.utf8Start[offset] {
      return false
    }
    index &+= word.utf8CodeUnitCount
    return true
  }

  private static func skipNumber(_ text: ByteText, _ index: inout Int) -> Bool {
    func skipDigits() -> Bool {
      let start = index
      while index < text.count, ASCII.isDigit(text[index]) { index &+= 1 }
      return index > start
    }
    if text[index] == ASCII.hyphen { index &+= 1 }
    if index < text.count, text[index] == UInt8(ascii: "0") {
      index &+= 1
    } else if !skipDigits() {
      return false
    }
    if index < text.count, text[index] == ASCII.dot {
      index &+= 1
      guard skipDigits() else { return false }
    }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index &+= 1
      if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == ASCII.hyphen { index &+= 1 }
      return skipDigits()
    }
    return true
  }
}
