import Synchronization

/// Who may read in large steps: each step costs hops between threads, so fewer are cheaper, but memory is bounded.
final class LargeReads: Sendable {
  private let free: Mutex<Int>

  /// - Parameter limit: how many readers at once.
  init(limit: Int = 4) { free = Mutex(limit) }

  /// - Returns: whether one more may; then it calls ``giveBack()``.
  func take() -> Bool {
    free.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
  }

  func giveBack() { free.withLock { $0 += 1 } }
}
