import Syslog

/// How text is written between the quotes of a JSON string.
///
/// Escaped are the quote, the backslash, every control character (C0, DEL, C1) and the line and paragraph
/// separators, since some readers end a line at U+0085, U+2028 or U+2029 and a terminal obeys the others.
enum JSONText {
  /// The most bytes that one byte of text can become: `\u001b`.
  static var worstGrowth: Int { 6 }

  /// `text` for use between quotes, where speed does not matter.
  static func escaped(_ text: String) -> String {
    var text = text
    return text.withUTF8 { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      return String(unsafeUninitializedCapacity: bytes.count * worstGrowth + ByteScan.width) { room in
        guard let base = room.baseAddress else { return 0 }
        var json = JSONCursor(at: base)
        json.putEscaped(bytes)
        return json.position - UnsafeMutableRawPointer(base)
      }
    }
  }

  /// How many bytes the character at `index` takes in JSON text of ASCII alone (a `\uXXXX` for each UTF-16 code
  /// unit beyond it), and how many it takes in `text`.
  static func asciiCost(of text: UnsafeRawBufferPointer, at index: Int) -> (cost: Int, count: Int) {
    switch text[index] {
    case ASCII.quote, ASCII.backslash, 0x08, 0x09, 0x0A, 0x0C, 0x0D: return (2, 1)
    case 0x20..<0x7F: return (1, 1)
    case ..<0x80: return (6, 1)
    default:
      let (count, isValid) = UTF8Text.sequence(in: text, at: index)
      return (isValid && count == 4 ? 12 : 6, count)
    }
  }

  /// What the whole of `text` takes in JSON text of ASCII alone, in bytes.
  static func asciiCost(of text: UnsafeRawBufferPointer) -> Int {
    var index = 0
    var sum = 0
    while index < text.count {
      let (cost, count) = asciiCost(of: text, at: index)
      sum &+= cost
      index &+= count
    }
    return sum
  }
}
