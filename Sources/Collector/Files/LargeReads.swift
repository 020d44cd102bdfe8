import Synchronization

/// How many readers may read in large steps at once: a step more costs hops between threads, and memory is bounded.
final class LargeReads: Sendable {
  private let free: Mutex<Int>

  /// - Parameter limit: how many at once.
  init(limit: Int) { free = Mutex(limit) }

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
