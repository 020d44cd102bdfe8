import Glibc

extension UnsafeRawBufferPointer {
  /// The bytes of `range`, counted from zero. The range lies in the text, which the caller knows.
  @inline(always)
  func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: baseAddress.map { $0 + range.lowerBound }, count: range.count)
  }

  @inline(always)
  static func == (bytes: UnsafeRawBufferPointer, text: StaticString) -> Bool {
    bytes == UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  @inline(always)
  static func == (one: UnsafeRawBufferPointer, other: UnsafeRawBufferPointer) -> Bool {
    guard one.count == other.count, let first = one.baseAddress, let second = other.baseAddress
    else { return one.count == other.count }
    return memcmp(first, second, one.count) == 0
  }
}
