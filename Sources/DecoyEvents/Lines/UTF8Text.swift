/// UTF-8 from untrusted sources: valid sequences, and maximal subparts that each become one U+FFFD (Unicode 16, section
/// 3.9, table 3-7 and "U+FFFD Substitution of Maximal Subparts").
package enum UTF8Text {
  /// U+FFFD, three bytes.
  package static var replacement: [UInt8] { [0xEF, 0xBF, 0xBD] }

  /// The length of the sequence at `index`, whose first byte must be 0x80 or more, and whether it is a character.
  @inline(always)
  package static func sequence(
    in text: UnsafeRawBufferPointer,
    at index: Int
  ) -> (count: Int, isValid: Bool) {
    let lead = text[index]
    let count: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: count = 2
    case 0xE0: (count, second) = (3, 0xA0...0xBF)
    case 0xED: (count, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: count = 3
    case 0xF0: (count, second) = (4, 0x90...0xBF)
    case 0xF4: (count, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: count = 4
    default: return (1, false)
    }
    guard index &+ 1 < text.count, second ~= text[index &+ 1] else { return (1, false) }
    var length = 2
    while length < count {
      guard index &+ length < text.count, 0x80...0xBF ~= text[index &+ length] else { return (length, false) }
      length &+= 1
    }
    return (count, true)
  }

  /// The longest beginning of `text` in whole characters that has at most `limit` bytes once it is repaired.
  ///
  /// - Returns: its length, and its length once repaired.
  static func prefix(
    of text: UnsafeRawBufferPointer,
    fitting limit: Int = .max
  ) -> (count: Int, repairedCount: Int) {
    var kept = 0
    var index = 0
    while index < text.count {
      var (count, size) = (1, 1)
      if text[index] >= 0x80 {
        let isValid: Bool
        (count, isValid) = sequence(in: text, at: index)
        size = isValid ? count : replacement.count
      }
      guard size <= limit &- kept else { break }
      kept &+= size
      index &+= count
    }
    return (index, kept)
  }
}
