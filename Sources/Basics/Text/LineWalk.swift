public import Glibc

/// Walks the complete lines of some bytes. What follows the last LF is in ``rest``.
package struct LineWalk<Bytes: Collection<UInt8>>: Sequence, IteratorProtocol where Bytes.Index == Int {
  /// The bytes behind the last line that was returned.
  @usableFromInline package private(set) var rest: Bytes.SubSequence

  /// A walk that begins with the first line.
  @inlinable
  package init(_ bytes: Bytes) { rest = bytes[...] }

  /// The next line without its LF, with the indices that it has in the bytes.
  @inlinable
  package mutating func next() -> Bytes.SubSequence? {
    guard let end = rest.firstLineFeed else { return nil }
    defer { rest = rest[(end + 1)...] }
    return rest[..<end]
  }
}

extension Collection<UInt8> where Index == Int {
  /// Where the first LF is.
  @inlinable
  package var firstLineFeed: Int? {
    let hit = withContiguousStorageIfAvailable { bytes -> Int? in
      guard let base = bytes.baseAddress, let hit = memchr(base, 0x0A, bytes.count) else { return nil }
      return UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }
    guard let hit else { return firstIndex(of: 0x0A) }
    return hit.map { startIndex + $0 }
  }
}

extension BidirectionalCollection<UInt8> where Index == Int {
  /// Where the line begins that has the byte before `end`, or ends there.
  @inlinable
  package func lineStart(before end: Int) -> Int {
    self[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? startIndex
  }
}
