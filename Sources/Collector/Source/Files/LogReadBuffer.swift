import Synchronization

/// The memory into which one reader reads files.
final class LogReadBuffer: @unchecked Sendable {
  /// Bytes for a quiet container.
  private static let firstCapacity = 16 << 10
  /// Bytes for every busy reader.
  private static let usualCapacity = 64 << 10
  /// Bytes for a few readers that are far behind; only a longer record gets more.
  private static let largeCapacity = 256 << 10

  /// The bytes of one read.
  private(set) var capacity = firstCapacity
  private var memory: UnsafeMutableRawBufferPointer?
  private let largeReads: LargeReads
  private var isLarge = false

  init(_ largeReads: LargeReads) { self.largeReads = largeReads }

  deinit {
    memory?.deallocate()
    if isLarge { largeReads.giveBack() }
  }

  /// The memory, all of its capacity, valid until ``letGo()``.
  var bytes: UnsafeMutableRawBufferPointer {
    if let memory { return memory }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    self.memory = memory
    return memory
  }

  /// Discards the content. The few large buffers keep their memory for the next read.
  func letGo() {
    guard !isLarge || capacity > Self.largeCapacity else { return }
    memory?.deallocate()
    memory = nil
  }

  /// Notes that a read filled it, so the next one may be larger. The content is lost.
  ///
  /// - Parameter mustGrow: whether there was no room for even one record.
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

/// Limits how many readers read in large steps, which are cheaper for each byte but take memory.
final class LargeReads: Sendable {
  private let free: Mutex<Int>

  init(limit: Int = 4) { free = Mutex(limit) }

  /// Returns whether one more reader may, until it calls ``giveBack()``.
  func take() -> Bool {
    free.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
  }

  func giveBack() { free.withLock { $0 += 1 } }
}
