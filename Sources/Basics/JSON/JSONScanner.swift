/// Validates JSON text (RFC 8259) without building values, up to the first fault.
///
/// Strings must be UTF-8. The nesting is bounded, so that no text can exhaust the stack; the cost is linear.
package struct JSONScanner {
  /// The text isn't JSON, or is nested too deeply.
  package struct Fault: Error {
    package init() {}
  }

  private let text: UnsafeRawBufferPointer
  private let maximumDepth: Int
  /// The index of the next byte.
  package private(set) var position = 0

  /// - Parameter maximumDepth: the deepest nesting of values.
  package init(_ text: UnsafeRawBufferPointer, maximumDepth: Int) {
    self.text = text
    self.maximumDepth = maximumDepth
  }

  /// Whether only white space follows.
  package mutating func isAtEnd() -> Bool {
    skipWhiteSpace()
    return position == text.count
  }

  /// Skips an object and calls `body` with each member's ranges: the name without its quotes, and the value.
  package mutating func skipObject(
    depth: Int,
    _ body: (_ name: Range<Int>, _ value: Range<Int>) throws(Fault) -> Void
  ) throws(Fault) {
    try expect(UInt8(ascii: "{"))
    if skip(UInt8(ascii: "}")) { return }
    repeat {
      skipWhiteSpace()
      let name = position
      try skipString()
      let nameEnd = position
      try expect(UInt8(ascii: ":"))
      skipWhiteSpace()
      let value = position
      try skipValue(depth: depth + 1)
      try body(name + 1..<nameEnd - 1, value..<position)
    } while skip(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"))
  }

  /// Skips a value at a nesting depth, which is 1 outermost.
  package mutating func skipValue(depth: Int) throws(Fault) {
    guard depth <= maximumDepth else { throw Fault() }
    skipWhiteSpace()
    switch peek() {
    case UInt8(ascii: "{"): try skipObject(depth: depth) { _, _ in }
    case UInt8(ascii: "["): try skipArray(depth: depth) { _ in }
    case UInt8(ascii: "\""): try skipString()
    case UInt8(ascii: "t"): try skipWord("true")
    case UInt8(ascii: "f"): try skipWord("false")
    case UInt8(ascii: "n"): try skipWord("null")
    default: try skipNumber()
    }
  }

  /// Skips an array and shows the ranges of its elements to `body`.
  package mutating func skipArray(
    depth: Int,
    _ body: (_ value: Range<Int>) throws(Fault) -> Void
  ) throws(Fault) {
    try expect(UInt8(ascii: "["))
    if skip(UInt8(ascii: "]")) { return }
    repeat {
      skipWhiteSpace()
      let value = position
      try skipValue(depth: depth + 1)
      try body(value..<position)
    } while skip(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"))
  }

  private mutating func skipString() throws(Fault) {
    guard peek() == UInt8(ascii: "\"") else { throw Fault() }
    position &+= 1
    while position < text.count {
      let byte = text[position]
      switch byte {
      case UInt8(ascii: "\""):
        position &+= 1
        return
      case UInt8(ascii: "\\"): try skipEscape()
      case 0x20..<0x80: position &+= 1
      case 0x80...: try skipCharacter(leading: byte)
      default: throw Fault()
      }
    }
    throw Fault()
  }

  private mutating func skipEscape() throws(Fault) {
    position &+= 1
    switch peek() {
    case UInt8(ascii: "u"):
      position &+= 1
      for _ in 0..<4 {
        switch peek() {
        case .some(0x30...0x39), .some(0x41...0x46), .some(0x61...0x66): position &+= 1
        default: throw Fault()
        }
      }
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position &+= 1
    default: throw Fault()
    }
  }

  /// Skips a non-ASCII character: a well-formed sequence of the Unicode Standard, table 3-7.
  private mutating func skipCharacter(leading: UInt8) throws(Fault) {
    let second: ClosedRange<UInt8>
    let count: Int
    switch leading {
    case 0xC2...0xDF: (second, count) = (0x80...0xBF, 2)
    case 0xE0: (second, count) = (0xA0...0xBF, 3)
    case 0xED: (second, count) = (0x80...0x9F, 3)
    case 0xE1...0xEF: (second, count) = (0x80...0xBF, 3)
    case 0xF0: (second, count) = (0x90...0xBF, 4)
    case 0xF1...0xF3: (second, count) = (0x80...0xBF, 4)
    case 0xF4: (second, count) = (0x80...0x8F, 4)
    default: throw Fault()
    }
    guard text.count &- position >= count, second.contains(text[position &+ 1]) else { throw Fault() }
    for index in 2..<max(2, count) where text[position &+ index] & 0xC0 != 0x80 { throw Fault() }
    position &+= count
  }

  private mutating func skipNumber() throws(Fault) {
    if peek() == UInt8(ascii: "-") { position &+= 1 }
    if peek() == UInt8(ascii: "0") { position &+= 1 } else { try skipDigits() }
    if peek() == UInt8(ascii: ".") {
      position &+= 1
      try skipDigits()
    }
    if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
      position &+= 1
      if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position &+= 1 }
      try skipDigits()
    }
  }

  private mutating func skipDigits() throws(Fault) {
    let start = position
    while let byte = peek(), byte >= 0x30, byte <= 0x39 { position &+= 1 }
    guard position > start else { throw Fault() }
  }

  private mutating func skipWord(_ word: StaticString) throws(Fault) {
    let end = position &+ word.utf8CodeUnitCount
    guard end <= text.count else { throw Fault() }
    for index in 0..<word.utf8CodeUnitCount where text[position &+ index] != word.utf8Start[index] {
      throw Fault()
    }
    position = end
  }

  private mutating func skipWhiteSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position &+= 1 }
  }

  /// Skips white space and then `byte`, if it is next.
  private mutating func skip(_ byte: UInt8) -> Bool {
    skipWhiteSpace()
    guard peek() == byte else { return false }
    position &+= 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(Fault) { guard skip(byte) else { throw Fault() } }

  @inline(__always)
  private func peek() -> UInt8? { position < text.count ? text[position] : nil }
}
