public import Glibc

/// Walks the complete lines of some bytes.
///
/// Public, although only this package uses it: the compiler specialises nothing across modules that is less.
public struct LineWalk<Bytes: Collection<UInt8>>: Sequence, IteratorProtocol where Bytes.Index == Int {
  /// The bytes after the last returned line.
  public var rest: Bytes.SubSequence

  /// Begins with the first line.
  @inlinable
  public init(_ bytes: Bytes) { rest = bytes[...] }

  /// The next line without its LF, with its original indices.
  @inlinable
  public mutating func next() -> Bytes.SubSequence? {
    guard let end = rest.firstLineFeed else { return nil }
    defer { rest = rest[(end + 1)...] }
    return rest[..<end]
  }
}

extension Collection<UInt8> where Index == Int {
  /// The index of the first LF.
  @inlinable
  public var firstLineFeed: Int? {
    let hit = withContiguousStorageIfAvailable { bytes -> Int? in
      guard let base = bytes.baseAddress, let hit = memchr(base, 0x0A, bytes.count) else { return nil }
      return UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }
    guard let hit else { return firstIndex(of: 0x0A) }
    return hit.map { startIndex + $0 }
  }
}

extension BidirectionalCollection<UInt8> where Index == Int {
  /// The start of the line that contains the byte before `end` or ends there.
  @inlinable
  public func lineStart(before end: Int) -> Int {
    self[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? startIndex
  }
}
