internal import Basics
internal import Terminal

/// Makes JSON safe for a terminal without changing its values.
package enum TerminalJSON {
  /// Replaces what ``TerminalText`` would not show by `\u` escapes, and ASCII control characters, which JSON only has
  /// between tokens (RFC 8259, sections 2 and 7), by blanks.
  package static func escaped(_ json: ArraySlice<UInt8>) -> [UInt8] {
    guard !json.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return Array(json) }
    var result: [UInt8] = []
    result.reserveCapacity(json.count)
    for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
      if scalar.value < 0x20 {
        result.append(UInt8(ascii: " "))
      } else if TerminalText.isShown(scalar) {
        result += UTF8.encode(scalar).map(Array.init) ?? []
      } else {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
          result += Array(("\\u" + HexText.string(UInt64(unit)).suffix(4)).utf8)
        }
      }
    }
    return result
  }
}
