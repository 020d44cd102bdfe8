/// An `UnsafeRawBufferPointer` without checks for `nil` and bounds, for hot loops. Callers check ``count`` first.
@frozen
public struct ByteText {
  /// The address of the first byte; any address if the text is empty.
  public let base: UnsafePointer<UInt8>
  /// The number of bytes.
  public let count: Int

  /// Refers to all of `bytes`, and is valid as long as they are.
  @inlinable @inline(always)
  public init(_ bytes: UnsafeRawBufferPointer) {
    let none: StaticString = ""
    base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? none.utf8Start
    count = bytes.count
  }

  /// The byte at `index`, which must be in the text.
  @inlinable
  public subscript(index: Int) -> UInt8 {
    @inline(always) get { base[index] }
  }

  /// The bytes of `range`, which must be in the text.
  @inlinable @inline(always)
  public func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.upperBound &- range.lowerBound)
  }
}
