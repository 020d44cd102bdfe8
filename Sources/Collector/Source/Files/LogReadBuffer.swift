import Synchronization

/// The memory that one reader reads a file into.
final class LogReadBuffer: @unchecked Sendable {
  /// Enough for what a quiet container writes between two reads; bytes.
  private static let firstCapacity = 16 << 10
  /// What every busy reader gets; bytes.
  private static let usualCapacity = 64 << 10
  /// What a few readers get that are far behind; beyond this it only grows for a record that is longer. Bytes.
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

  /// The memory, all of its capacity, valid until ``letGo()``.
  var bytes: UnsafeMutableRawBufferPointer {
    if let memory { return memory }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    self.memory = memory
    return memory
  }

  /// The content is no longer needed. The few large buffers keep their memory for the next read.
  func letGo() {
    guard !isLarge || capacity > Self.largeCapacity else { return }
    memory?.deallocate()
    memory = nil
  }

  /// A read has filled it: the next one may be larger. The content is lost.
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

/// Limits how many readers read in large steps: each step costs a hop between threads, so fewer steps are cheaper, but
/// memory is bounded.
final class LargeReads: Sendable {
  private let free: Mutex<Int>

  /// - Parameter limit: how many readers at once.
  init(limit: Int = 4) { free = Mutex(limit) }

  /// - Returns: whether one more reader may; it calls ``giveBack()`` when it is done.
  func take() -> Bool {
    free.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
  }

  func giveBack() { free.withLock { $0 += 1 } }
}
