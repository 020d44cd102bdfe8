/// Memory that a file is read into, by one reader at a time.
final class LogReadBuffer: @unchecked Sendable {
  /// Enough for what a quiet container writes between two looks; bytes.
  private static let firstCapacity = 16 << 10
  /// From here on it grows for a record only that is longer; bytes.
  private static let usualCapacity = 64 << 10

  private(set) var bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: firstCapacity, alignment: 16)

  deinit { bytes.deallocate() }

  /// It was filled: the next read may be larger. What is in it is lost.
  ///
  /// - Parameter mustGrow: whether not even one record had room.
  func noteFilled(mustGrow: Bool) {
    guard mustGrow || bytes.count < Self.usualCapacity else { return }
    let capacity = mustGrow ? 2 * bytes.count : Self.usualCapacity
    bytes.deallocate()
    bytes = .allocate(byteCount: capacity, alignment: 16)
  }
}
