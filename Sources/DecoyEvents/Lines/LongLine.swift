import Syslog

/// Shortens a line whose structured data doesn't fit into `raw_line`.
///
/// Consumers parse `raw_line` again. A plain cut would lose the `]`: an attacker could hide his address with a long value.
/// So values are shortened and the message is left out; names, quotes, brackets and the header stay.
struct LongLine {
  /// The parts of the line that are left.
  private(set) var pieces: [Range<Int>] = []

  /// Shortens a line with valid structured data in `data`.
  ///
  /// - Parameters:
  ///   - fields: the record's `fields`; values shortened there are cut at the same character here.
  ///   - limit: the maximum size of what is left, in bytes of UTF-8.
  /// - Returns: `nil` if the line has none of the framework's elements, or if its names alone are too long.
  init?(_ line: ByteText, data: Range<Int>, fields: FieldLimit, limit: Int) {
    guard var values = Self.values(in: line, data) else { return nil }
    var size = UTF8Text.prefix(of: line.slice(0..<data.upperBound)).repairedCount
    var shortened = fields.texts.lazy.filter(\.isShortened).makeIterator()
    var next = shortened.next()
    for index in values.indices {
      guard let field = next, field.name == values[index].name else { continue }
      size -= values[index].shorten(toUnescaped: field.value.count, in: line)
      next = shortened.next()
    }
    if size > limit {
      for index in values.indices.sorted(by: { (values[$0].size, $1) > (values[$1].size, $0) })
      where size > limit {
        size -= values[index].shorten(by: size - limit, in: line)
      }
    }
    guard size <= limit else { return nil }

    var start = 0
    for value in values where value.end < value.range.upperBound {
      pieces.append(start..<value.end)
      start = value.range.upperBound
    }
    pieces.append(start..<data.upperBound)
  }

  /// The values of all elements; `nil` if none of the elements is the framework's.
  private static func values(in line: ByteText, _ data: Range<Int>) -> [Value]? {
    var values: [Value] = []
    var hasOwnElement = false
    var gap = data.lowerBound
    var reader = StructuredDataReader(line, from: data.lowerBound)
    while let parameter = reader.next() {
      hasOwnElement = hasOwnElement || Self.hasOwnElement(line, between: gap..<parameter.name.lowerBound)
      gap = parameter.value.upperBound
      values.append(Value(parameter, in: line))
    }
    return hasOwnElement || Self.hasOwnElement(line, between: gap..<data.upperBound) ? values : nil
  }

  /// Whether one of the framework's elements begins between two parameters, where blanks, brackets and SD-IDs are.
  private static func hasOwnElement(_ line: ByteText, between gap: Range<Int>) -> Bool {
    var index = gap.lowerBound
    while index < gap.upperBound {
      defer { index += 1 }
      guard line[index] == ASCII.openBracket else { continue }
      let start = index + 1
      // An SD-ID can contain a bracket.
      repeat {
        index += 1
      } while index < gap.upperBound && line[index] != ASCII.space && line[index] != ASCII.closeBracket
      if line.slice(start..<index) == FieldCollector.ownElement { return true }
    }
    return false
  }
}

extension LongLine {
  private struct Value {
    let name: Range<Int>
    /// The full value as spelled between its quotes.
    let range: Range<Int>
    /// The end of what is left.
    private(set) var end: Int
    /// The size of what is left, in bytes of UTF-8.
    private(set) var size: Int

    init(_ parameter: StructuredData.Parameter, in line: ByteText) {
      name = parameter.name
      range = parameter.value
      end = range.upperBound
      size = UTF8Text.prefix(of: line.slice(range)).repairedCount
    }

    /// Keeps characters that unescape to at most `count` bytes, and returns the number of bytes of UTF-8 removed.
    mutating func shorten(toUnescaped count: Int, in line: ByteText) -> Int {
      var rest = count
      return keep(in: line) { character in
        rest -= character.isEscape ? 1 : character.count
        return rest >= 0
      }
    }

    /// Removes as few characters as make up `excess` bytes, or all, and returns the number of bytes of UTF-8 removed.
    mutating func shorten(by excess: Int, in line: ByteText) -> Int {
      var room = size - excess
      return keep(in: line) { character in
        room -= character.size
        return room >= 0
      }
    }

    private mutating func keep(in line: ByteText, while isKept: (SpelledCharacter) -> Bool) -> Int {
      let whole = size
      var index = range.lowerBound
      var taken = 0
      let limit = end
      (end, size) = (index, 0)
      while index < limit {
        let character = SpelledCharacter(in: line, at: index, before: limit)
        guard isKept(character) else { break }
        index += character.count
        taken += character.size
        // A final backslash would escape the quote after it.
        if index == limit || character.isEscape || line[index - 1] != ASCII.backslash {
          (end, size) = (index, taken)
        }
      }
      return whole - size
    }
  }

  /// A character as a value spells it; an escape counts as one.
  private struct SpelledCharacter {
    let isEscape: Bool
    /// The size in the line, in bytes.
    let count: Int
    /// The size once repaired, in bytes of UTF-8.
    let size: Int

    init(in line: ByteText, at index: Int, before limit: Int) {
      isEscape =
        line[index] == ASCII.backslash && index + 1 < limit && StructuredData.isEscapable(line[index + 1])
      guard line[index] >= 0x80 else {
        count = isEscape ? 2 : 1
        size = count
        return
      }
      let (count, isValid) = UTF8Text.sequence(in: line.slice(0..<limit), at: index)
      self.count = count
      size = isValid ? count : UTF8Text.replacement.count
    }
  }
}
