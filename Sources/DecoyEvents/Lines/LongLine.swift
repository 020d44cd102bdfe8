import Syslog

/// Shortens a line whose structured data goes on behind the most that `raw_line` holds.
///
/// Consumers read `raw_line` again. Cut at its end, it would have no `]`, and whoever sends a long value
/// could so lose his own address from it. Values lose their ends instead, and what follows the structured
/// data is left out; names, quotes, brackets and the header stay as they are.
struct LongLine {
  /// What is left of the line, piece by piece.
  private(set) var pieces: [Range<Int>] = []

  /// A line whose structured data, in `data`, is by the grammar.
  ///
  /// - Parameters:
  ///   - fields: what the record's `fields` hold; what they cut ends at the same character here.
  ///   - limit: the most bytes of UTF-8 that are left.
  /// - Returns: `nil` where the line has no element of the framework's, or where its names alone are too long.
  init?(_ line: ByteText, data: Range<Int>, fields: FieldLimit, limit: Int) {
    guard var values = Self.values(in: line, data) else { return nil }
    var size = UTF8Text.repairedCount(of: line.slice(0..<data.upperBound))
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

  /// The values of all elements; `nil` where none of these is the framework's.
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

  /// Whether one of the framework's elements begins in what stands between two parameters: blanks, brackets
  /// and SD-IDs.
  private static func hasOwnElement(_ line: ByteText, between gap: Range<Int>) -> Bool {
    var index = gap.lowerBound
    while index < gap.upperBound {
      defer { index += 1 }
      guard line[index] == ASCII.openBracket else { continue }
      let start = index + 1
      // An SD-ID can hold a bracket of its own.
      repeat {
        index += 1
      } while index < gap.upperBound && line[index] != ASCII.space && line[index] != ASCII.closeBracket
      if line.slice(start..<index) == FieldCollector.ownElement { return true }
    }
    return false
  }
}

extension LongLine {
  /// A parameter's value, of which the end can be left out.
  private struct Value {
    /// The parameter's name, for telling parameters apart.
    let name: Range<Int>
    /// All of it, as it is spelled between its quotes.
    let range: Range<Int>
    /// Where what is left of it ends.
    private(set) var end: Int
    /// How many bytes of UTF-8 are left of it.
    private(set) var size: Int

    init(_ parameter: StructuredData.Parameter, in line: ByteText) {
      name = parameter.name
      range = parameter.value
      end = range.upperBound
      size = UTF8Text.repairedCount(of: line.slice(range))
    }

    /// Leaves whole characters at the beginning that stand for so many bytes.
    ///
    /// - Returns: how many bytes of UTF-8 are gone.
    mutating func shorten(toUnescaped count: Int, in line: ByteText) -> Int {
      var rest = count
      return keep(in: line) { character in
        rest -= character.isEscape ? 1 : character.count
        return rest >= 0
      }
    }

    /// Leaves out whole characters at the end, as few as make `excess` bytes, or all.
    ///
    /// - Returns: how many bytes of UTF-8 are gone.
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
        // A backslash that stands for itself would escape the quote behind it.
        if index == limit || character.isEscape || line[index - 1] != ASCII.backslash {
          (end, size) = (index, taken)
        }
      }
      return whole - size
    }
  }

  /// A character as a value spells it; an escape is one.
  private struct SpelledCharacter {
    let isEscape: Bool
    /// How many bytes it has in the line.
    let count: Int
    /// How many bytes of UTF-8 are written for it.
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
