/// Memory that a file is read into, by one reader at a time.
final class LogReadBuffer: @unchecked Sendable {
  /// Enough for what a quiet container writes between two looks; bytes.
  private static let firstCapacity = 16 << 10
  /// What every busy reader may have; bytes.
  private static let usualCapacity = 64 << 10
  /// What a few have who are far behind; from here on it grows for a record only that is longer. Bytes.
  private static let largeCapacity = 256 << 10

  private(set) var bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: firstCapacity, alignment: 16)
  private let largeReads: LargeReads
  private var isLarge = false

  /// - Parameter largeReads: says whether it may become large.
  init(_ largeReads: LargeReads) { self.largeReads = largeReads }

  deinit {
    bytes.deallocate()
    if isLarge { largeReads.giveBack() }
  }

  /// It was filled: the next read may be larger. What is in it is lost.
  ///
  /// - Parameter mustGrow: whether not even one record had room.
  func noteFilled(mustGrow: Bool) {
    if mustGrow {
      grow(to: 2 * bytes.count)
    } else if bytes.count < Self.usualCapacity {
      grow(to: Self.usualCapacity)
    } else if bytes.count < Self.largeCapacity, !isLarge, largeReads.take() {
      isLarge = true
      grow(to: Self.largeCapacity)
    }
  }

  private func grow(to capacity: Int) {
    bytes.deallocate()
    bytes = .allocate(byteCount: capacity, alignment: 16)
  }
}
