/// Memory that a file is read into, by one reader at a time.
final class LogReadBuffer: @unchecked Sendable {
  /// Enough for what a quiet container writes between two looks; bytes.
  private static let firstCapacity = 16 << 10
  /// What every busy reader may have; bytes.
  private static let usualCapacity = 64 << 10
  /// What a few have who are far behind; from here on it grows for a record only that is longer. Bytes.
  private static let largeCapacity = 256 << 10

  /// How much a read takes, in bytes.
  private(set) var capacity = firstCapacity
  private var memory: UnsafeMutableRawBufferPointer?
  private let largeReads: LargeReads
  private var isLarge = false

  /// - Parameter largeReads: says whether it may become large.
  init(_ largeReads: LargeReads) { self.largeReads = largeReads }

  deinit {
    memory?.deallocate()
    if isLarge { largeReads.giveBack() }
  }

  /// The memory, of its whole capacity. It stays until ``letGo()``.
  var bytes: UnsafeMutableRawBufferPointer {
    if let memory { return memory }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    self.memory = memory
    return memory
  }

  /// What is in it is no longer needed. The few that are large keep their memory for the next read.
  func letGo() {
    guard !isLarge || capacity > Self.largeCapacity else { return }
    memory?.deallocate()
    memory = nil
  }

  /// It was filled: the next read may be larger. What is in it is lost.
  ///
  /// - Parameter mustGrow: whether not even one record had room.
  func noteFilled(mustGrow: Bool) {
    if mustGrow {
      grow(to: 2 * capacity)
    } else if capacity < Self.usualCapacity {
      grow(to: Self.usualCapacity)
    } else if capacity < Self.largeCapacity, !isLarge, largeReads.take() {
      isLarge = true
      grow(to: Self.largeCapacity)
    }
  }

  private func grow(to capacity: Int) {
    memory?.deallocate()
    memory = nil
    self.capacity = capacity
  }
}
