/// Reads structured data parameter by parameter; ``StructuredData`` says how.
///
/// ```swift
/// var reader = StructuredDataReader(ByteText(line), from: header.rest.lowerBound)
/// while let parameter = reader.next() { use(parameter) }
/// print(reader.end, reader.isMalformed)
/// ```
///
/// For loops that must be fast: unlike a closure, what stands in the loop is always compiled into it.
public struct StructuredDataReader: IteratorProtocol {
  @usableFromInline let line: ByteText
  /// SD-ID of the element that is being read.
  @usableFromInline var element = 0..<0
  @usableFromInline var isInElement = false

  /// Whether an SD-ID or a PARAM-NAME held other bytes than ASCII.
  public var hasNameBeyondASCII = false
  @usableFromInline var position: Int
  @usableFromInline var isBroken = false

  /// What has been read so far ends here; when there are no more parameters, see ``StructuredData/end``.
  @inlinable public var end: Int { position }
  /// Whether the grammar is broken at ``end``.
  @inlinable public var isMalformed: Bool { isBroken }

  /// A reader of what `line` has from `rest` on; see ``SyslogHeader/rest``.
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

  /// The next parameter; `nil` at the end, or at the fault.
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
    // Not left by its bracket, the element is broken off.
    if isInElement {
      isBroken = true
      isInElement = false
    }
    return nil
  }

  /// Reads the SD-ID of the element whose bracket stands at ``end``.
  @inlinable @inline(always)
  mutating func enterElement() {
    element = name(from: position &+ 1)
    isInElement = !element.isEmpty
    isBroken = !isInElement
    if isInElement { position = element.upperBound }
  }

  /// Finds out what follows an element.
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

  /// The `NAME="VALUE"` at `start`.
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

  /// The SD-NAME at `start`: any bytes but white space, `=`, `"`, `]`.
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
      // Control characters that aren't white space end nothing.
      if byte >= 0x80 { hasNameBeyondASCII = true }
      index &+= 1
    }
    return Range(uncheckedBounds: (start, index))
  }

  /// The first `"` from `start` on that no backslash escapes.
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
