/// A text's bytes for code that must be fast: `UnsafeRawBufferPointer` without its test for nil at each look.
///
/// No bounds are looked at either. Whoever uses it has compared with ``count`` before.
@frozen
public struct ByteText {
  /// The first byte; of an empty text, any address.
  public let base: UnsafePointer<UInt8>
  /// How many bytes there are.
  public let count: Int

  /// All of `bytes`, and good only as long as they are.
  @inlinable @inline(always)
  public init(_ bytes: UnsafeRawBufferPointer) {
    let none: StaticString = ""
    base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? none.utf8Start
    count = bytes.count
  }

  /// The byte at `index`, which lies in the text.
  @inlinable
  public subscript(index: Int) -> UInt8 {
    @inline(always) get { base[index] }
  }

  /// The bytes of `range`, which lies in the text.
  @inlinable @inline(always)
  public func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.upperBound &- range.lowerBound)
  }
}
