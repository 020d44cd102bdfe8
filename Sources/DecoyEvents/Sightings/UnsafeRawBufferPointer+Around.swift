import Glibc
import Syslog

/// Looks at what stands around a place in a text. None goes further than its caller allows, so that a look
/// costs the same in any text.
extension UnsafeRawBufferPointer {
  /// The first `byte` at `start` or after it.
  func index(of byte: UInt8, from start: Int) -> Int? {
    guard start < count, let base = baseAddress,
      let hit = memchr(base + start, Int32(byte), count - start)
    else { return nil }
    return UnsafeRawPointer(hit) - base
  }

  /// Whether `word` stands at `start`.
  @inline(always)
  func has(_ word: StaticString, at start: Int) -> Bool {
    let length = word.utf8CodeUnitCount
    return start >= 0 && start <= count &- length && slice(start..<start &+ length) == word
  }

  /// Whether `word`, which is in lower case, ends at `end`, in any case.
  func hasInAnyCase(_ word: StaticString, endingAt end: Int) -> Bool {
    let start = end &- word.utf8CodeUnitCount
    guard start >= 0 else { return false }
    return (0..<word.utf8CodeUnitCount).allSatisfy { offset in
      let byte = self[start &+ offset]
      return (ASCII.isAlphanumeric(byte) ? byte | 0x20 : byte) == word.utf8Start[offset]
    }
  }

  /// The place before `end` and the bytes before it, at most `limit`, that are all as wanted.
  @inline(always)
  func skipBack(from end: Int, atMost limit: Int, over isWanted: (UInt8) -> Bool) -> Int {
    var start = end
    while start > 0, end &- start < limit, isWanted(self[start &- 1]) { start &-= 1 }
    return start
  }

  /// The place behind `start` and the bytes from it on, at most `limit`, that are all as wanted.
  @inline(always)
  func skip(from start: Int, atMost limit: Int, over isWanted: (UInt8) -> Bool) -> Int {
    var end = start
    while end < count, end &- start < limit, isWanted(self[end]) { end &+= 1 }
    return end
  }

  /// The byte at `index`, if the text has one there.
  @inline(always)
  func byte(at index: Int) -> UInt8? {
    index >= 0 && index < count ? self[index] : nil
  }
}
