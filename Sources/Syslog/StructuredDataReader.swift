/// Reads structured data one parameter at a time, as ``StructuredData`` does.
///
/// ```swift
/// var reader = StructuredDataReader(ByteText(line), from: header.rest.lowerBound)
/// while let parameter = reader.next() { use(parameter) }
/// print(reader.end, reader.isMalformed)
/// ```
///
/// For hot loops: unlike a closure, the loop's body is always inlined.
public struct StructuredDataReader: IteratorProtocol {
  @usableFromInline let line: ByteText
  /// The SD-ID of the current element.
  @usableFromInline var element = 0..<0
  @usableFromInline var isInElement = false

  /// Whether an SD-ID or PARAM-NAME so far had bytes that are not ASCII.
  public var hasNameBeyondASCII = false
  @usableFromInline var position: Int
  @usableFromInline var isBroken = false

  /// The end of what has been read. After the last parameter, see ``StructuredData/end``.
  @inlinable public var end: Int { position }
  /// Whether the data violates the grammar at ``end``.
  @inlinable public var isMalformed: Bool { isBroken }

  /// Reads `line` from `rest` on, see ``SyslogHeader/rest``.
  @inlinable @inline(always)
  public init(_ line: ByteText, from rest: Int) {
    self.line = line
    position = rest
    guard rest < line.count else { return }
    switch line[rest] {
    case ASCII.openBracket:
      enterElement()
    case ASCII.hyphen where rest &+ 1 == line.count || line[rest &+ 1] == ASCII.space:
      position = rest &+ 1
    default:
      break
    }
  }

  /// The next parameter; `nil` at the end or the first fault.
  @inlinable @inline(always)
  public mutating func next() -> StructuredData.Parameter? {
    while isInElement {
      var index = position
      while index < line.count, line[index] == ASCII.space { index &+= 1 }
      guard index < line.count else { break }
      if line[index] == ASCII.closeBracket {
        position = index &+ 1
        leaveElement()
        continue
      }
      guard index > position, let parameter = parameter(at: index) else { break }
      position = parameter.value.upperBound &+ 1
      return parameter
    }
    // The element has no closing bracket.
    if isInElement {
      isBroken = true
      isInElement = false
    }
    return nil
  }

  /// Reads the SD-ID of the element whose bracket is at ``end``.
  @inlinable @inline(always)
  mutating func enterElement() {
    element = name(from: position &+ 1)
    isInElement = !element.isEmpty
    isBroken = !isInElement
    if isInElement { position = element.upperBound }
  }

  /// Reads what follows an element.
  @inlinable @inline(always)
  mutating func leaveElement() {
    isInElement = false
    guard position < line.count, line[position] != ASCII.space else { return }
    if line[position] == ASCII.openBracket {
      enterElement()
    } else {
      isBroken = true
    }
  }

  /// Reads `NAME="VALUE"` at `start`.
  @inlinable @inline(always)
  mutating func parameter(at start: Int) -> StructuredData.Parameter? {
    let name = name(from: start)
    guard !name.isEmpty, name.upperBound &+ 1 < line.count,
      line[name.upperBound] == ASCII.equals,
      line[name.upperBound &+ 1] == ASCII.quote
    else { return nil }
    let valueStart = name.upperBound &+ 2
    var hasBackslash = false
    guard let quote = closingQuote(from: valueStart, hasBackslash: &hasBackslash) else { return nil }
    let value = Range(uncheckedBounds: (valueStart, quote))
    return StructuredData.Parameter(element: element, name: name, value: value, hasBackslash: hasBackslash)
  }

  /// Reads the SD-NAME at `start`: any bytes except white space, `=`, `"` and `]`.
  @inlinable @inline(always)
  mutating func name(from start: Int) -> Range<Int> {
    var index = start
    while index < line.count {
      let stops = ByteScan.nameStop(line, at: index)
      if stops == 0 {
        index = min(index &+ ByteScan.width, line.count)
        continue
      }
      index &+= stops.trailingZeroBitCount
      let byte = line[index]
      if byte &- ASCII.space < 0x80 &- ASCII.space || ASCII.isWhiteSpace(byte) { break }
      // Other control characters are part of the name.
      if byte >= 0x80 { hasNameBeyondASCII = true }
      index &+= 1
    }
    return Range(uncheckedBounds: (start, index))
  }

  /// The first unescaped `"` from `start` on.
  @inlinable @inline(always)
  func closingQuote(from start: Int, hasBackslash: inout Bool) -> Int? {
    var index = start
    while index < line.count {
      let hits = ByteScan.quoteOrBackslash(line, at: index)
      if hits == 0 {
        index &+= ByteScan.width
        continue
      }
      index &+= hits.trailingZeroBitCount
      if line[index] == ASCII.quote { return index }
      hasBackslash = true
      let isPair =
        index &+ 1 < line.count && StructuredData.isEscapable(line[index &+ 1])
      index &+= isPair ? 2 : 1
    }
    return nil
  }
}
