/// UTF-8 as it comes from strangers: valid sequences, and maximal subparts that each stand for one U+FFFD
/// (Unicode 16, section 3.9, table 3-7 and "U+FFFD Substitution of Maximal Subparts").
package enum UTF8Text {
  /// U+FFFD, which takes three bytes.
  package static var replacement: [UInt8] { [0xEF, 0xBF, 0xBD] }

  /// The sequence at `index`, whose first byte is 0x80 or more.
  ///
  /// - Returns: how many bytes it has, and whether they are a character.
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

  /// How many bytes of `text` can be kept so that what they stand for has at most `limit` bytes of UTF-8,
  /// cut between characters.
  static func prefixCount(of text: UnsafeRawBufferPointer, fitting limit: Int) -> Int {
    var kept = 0
    var index = 0
    while index < text.count {
      if text[index] < 0x80 {
        kept &+= 1
        guard kept <= limit else { return index }
        index &+= 1
      } else {
        let (count, isValid) = sequence(in: text, at: index)
        kept &+= isValid ? count : replacement.count
        guard kept <= limit else { return index }
        index &+= count
      }
    }
    return index
  }

  /// How many bytes of UTF-8 are written for `text`, with a U+FFFD for each maximal subpart.
  static func repairedCount(of text: UnsafeRawBufferPointer) -> Int {
    var sum = 0
    var index = 0
    while index < text.count {
      if text[index] < 0x80 {
        sum &+= 1
        index &+= 1
      } else {
        let (count, isValid) = sequence(in: text, at: index)
        sum &+= isValid ? count : replacement.count
        index &+= count
      }
    }
    return sum
  }

  /// `text` with a U+FFFD for each maximal subpart.
  static func repaired(_ text: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      guard text[index] >= 0x80 else {
        result.append(text[index])
        index &+= 1
        continue
      }
      let (count, isValid) = sequence(in: text, at: index)
      if isValid {
        result.append(contentsOf: text[index..<index &+ count])
      } else {
        result.append(contentsOf: replacement)
      }
      index &+= count
    }
    return result
  }
}
