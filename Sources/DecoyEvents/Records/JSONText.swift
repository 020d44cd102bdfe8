import Syslog

/// The text between the quotes of a JSON string.
///
/// It escapes the quote, the backslash, all control characters (C0, DEL, C1) and the line and paragraph separators:
/// some readers end a line at U+0085, U+2028 or U+2029, and terminals act on the others.
enum JSONText {
  /// The maximum number of bytes that one byte becomes: `\u001b`.
  static var worstGrowth: Int { 6 }

  /// Escapes a text; not for hot paths.
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

  /// A character's size in ASCII JSON, where other UTF-16 code units become `\uXXXX`, and in `text`.
  private static func asciiCost(of text: UnsafeRawBufferPointer, at index: Int) -> (cost: Int, count: Int) {
    switch text[index] {
    case ASCII.quote, ASCII.backslash, 0x08, 0x09, 0x0A, 0x0C, 0x0D: return (2, 1)
    case 0x20..<0x7F: return (1, 1)
    case ..<0x80: return (6, 1)
    default:
      let (count, isValid) = UTF8Text.sequence(in: text, at: index)
      return (isValid && count == 4 ? 12 : 6, count)
    }
  }

  /// The longest beginning of `text` in whole characters that has at most `limit` bytes in ASCII JSON.
  ///
  /// - Returns: its size in ASCII JSON, and its length.
  static func asciiPrefix(
    of text: UnsafeRawBufferPointer,
    fitting limit: Int = .max
  ) -> (cost: Int, count: Int) {
    var index = 0
    var sum = 0
    while index < text.count {
      let (cost, count) = asciiCost(of: text, at: index)
      guard cost <= limit &- sum else { break }
      sum &+= cost
      index &+= count
    }
    return (sum, index)
  }
}

/// Writes JSON into memory that the caller has made large enough: methods don't check.
///
/// All methods are inlined, and longer functions (``JSONEscape``) take a position, so the cursor stays in a register.
struct JSONCursor {
  private(set) var position: UnsafeMutableRawPointer

  @inline(always)
  init(at position: UnsafeMutableRawPointer) { self.position = position }

  @inline(always)
  mutating func put(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    position.copyMemory(from: base, byteCount: bytes.count)
    position += bytes.count
  }

  @inline(always)
  mutating func put(_ text: StaticString) { put(UnsafeRawBufferPointer(of: text)) }

  @inline(always)
  mutating func put(_ number: Int) {
    var text = String(number)
    text.withUTF8 { put(UnsafeRawBufferPointer($0)) }
  }

  @inline(always)
  mutating func put(_ byte: UInt8) {
    position.storeBytes(of: byte, as: UInt8.self)
    position += 1
  }

  /// Writes all of `text`, repaired and escaped.
  @inline(always)
  mutating func putEscaped(_ text: UnsafeRawBufferPointer) { putEscaped(ByteText(text), 0..<text.count) }

  /// Writes `range` of `text`, repaired and escaped as ``JSONText`` says.
  ///
  /// Needs space for ``JSONText/worstGrowth`` times the range and 16 bytes. May read past the range, but not past the text.
  @inline(always)
  mutating func putEscaped(_ text: ByteText, _ range: Range<Int>) {
    // Most texts are a single block without escapes.
    let count = range.upperBound &- range.lowerBound
    if count <= ByteScan.width, text.count &- range.lowerBound >= ByteScan.width {
      let block = UnsafeRawPointer(text.base + range.lowerBound)
      JSONEscape.copyBlock(block, to: position)
      if ByteScan.unplain(inBlock: block) & ByteScan.mask(count) == 0 {
        position += count
        return
      }
    }
    position = JSONEscape.copy(range, of: text, to: position)
  }

  /// Writes a parameter's value with backslashes, unescaped and then as ``putEscaped(_:_:)`` does.
  @inline(always)
  mutating func putValue(_ text: ByteText, _ value: Range<Int>) {
    position = JSONEscape.copyValue(value, of: text, to: position)
  }

  /// Lets a function that is not inlined write through a copy, so that this cursor gets no address.
  @inline(always)
  mutating func aside(_ write: (inout JSONCursor) -> Void) {
    var copy = self
    write(&copy)
    self = copy
  }
}
