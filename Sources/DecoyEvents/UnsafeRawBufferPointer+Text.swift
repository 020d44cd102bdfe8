import Glibc
import Syslog

extension UnsafeRawBufferPointer {
  /// The bytes of a literal, which live as long as the process.
  @inline(always)
  init(of text: StaticString) { self.init(start: text.utf8Start, count: text.utf8CodeUnitCount) }

  /// The bytes of `range`, counted from zero. The caller guarantees that the range lies in the text.
  @inline(always)
  func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: baseAddress.map { $0 + range.lowerBound }, count: range.count)
  }

  @inline(always)
  static func == (bytes: UnsafeRawBufferPointer, text: StaticString) -> Bool {
    bytes == UnsafeRawBufferPointer(of: text)
  }

  @inline(always)
  static func == (one: UnsafeRawBufferPointer, other: UnsafeRawBufferPointer) -> Bool {
    guard one.count == other.count, let first = one.baseAddress, let second = other.baseAddress
    else { return one.count == other.count }
    return memcmp(first, second, one.count) == 0
  }
}

/// Looks around a position of a text, at most as far as the caller allows: the cost doesn't depend on the text.
extension UnsafeRawBufferPointer {
  func index(of byte: UInt8, from start: Int) -> Int? {
    guard start < count, let base = baseAddress,
      let hit = memchr(base + start, Int32(byte), count - start)
    else { return nil }
    return UnsafeRawPointer(hit) - base
  }

  @inline(always)
  func has(_ word: StaticString, at start: Int) -> Bool {
    let length = word.utf8CodeUnitCount
    return start >= 0 && start <= count &- length && slice(start..<start &+ length) == word
  }

  /// Whether `word`, given in lower case, ends at `end` in any case.
  func hasInAnyCase(_ word: StaticString, endingAt end: Int) -> Bool {
    let start = end &- word.utf8CodeUnitCount
    guard start >= 0 else { return false }
    return (0..<word.utf8CodeUnitCount).allSatisfy { offset in
      let byte = self[start &+ offset]
      return (ASCII.isAlphanumeric(byte) ? byte | 0x20 : byte) == word.utf8Start[offset]
    }
  }

  /// The start of the longest stretch of wanted bytes before `end`, of at most `limit` bytes.
  @inline(always)
  func skipBack(from end: Int, atMost limit: Int, over isWanted: (UInt8) -> Bool) -> Int {
    var start = end
    while start > 0, end &- start < limit, isWanted(self[start &- 1]) { start &-= 1 }
    return start
  }

  /// The end of the longest stretch of wanted bytes from `start` on, of at most `limit` bytes.
  @inline(always)
  func skip(from start: Int, atMost limit: Int, over isWanted: (UInt8) -> Bool) -> Int {
    var end = start
    while end < count, end &- start < limit, isWanted(self[end]) { end &+= 1 }
    return end
  }

  /// The byte at `index`; `nil` outside the text.
  @inline(always)
  func byte(at index: Int) -> UInt8? { index >= 0 && index < count ? self[index] : nil }
}

/// The positions of a text's `"` that have no backslash right before them.
struct UnescapedQuotes: IteratorProtocol {
  private let text: UnsafeRawBufferPointer
  private var position = 0

  init(in text: UnsafeRawBufferPointer) { self.text = text }

  mutating func next() -> Int? {
    while let quote = text.index(of: ASCII.quote, from: position) {
      position = quote + 1
      if quote == 0 || text[quote - 1] != ASCII.backslash { return quote }
    }
    return nil
  }
}
