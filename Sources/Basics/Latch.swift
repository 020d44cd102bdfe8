import Synchronization

/// A gate that tasks wait at while it is closed. It can be closed and opened repeatedly.
package final class Latch: Sendable {
  private struct State {
    var isOpen = false
    var nextID: UInt64 = 0
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  /// Whether tasks pass without waiting.
  package var isOpen: Bool { state.withLock { $0.isOpen } }

  /// Resumes all waiting tasks, and lets later ones pass.
  package func open() {
    let waiters = state.withLock { state in
      defer { state.waiters = [:] }
      state.isOpen = true
      return state.waiters
    }
    for waiter in waiters.values { waiter.resume() }
  }

  /// Makes later tasks wait. Returns whether it was open.
  @discardableResult
  package func close() -> Bool {
    state.withLock { state in
      defer { state.isOpen = false }
      return state.isOpen
    }
  }

  /// Waits until the latch is open or the task is cancelled.
  package func wait() async {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let passes = state.withLock { state in
          if state.isOpen || Task.isCancelled { return true }
          state.waiters[id] = continuation
          return false
        }
        if passes { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
    }
  }
}
