import Synchronization

/// Something to wait for: open or closed, and open again.
package final class Latch: Sendable {
  private struct State {
    var isOpen = false
    var nextID: UInt64 = 0
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  /// A closed one.
  package init() {}

  /// Whether nobody has to wait now.
  package var isOpen: Bool { state.withLock { $0.isOpen } }

  /// Lets all go on who wait, and who come from now on.
  package func open() {
    let waiters = state.withLock { state in
      defer { state.waiters = [:] }
      state.isOpen = true
      return state.waiters
    }
    for waiter in waiters.values { waiter.resume() }
  }

  /// Makes those wait who come from now on.
  ///
  /// - Returns: whether it was open.
  @discardableResult
  package func close() -> Bool {
    state.withLock { state in
      defer { state.isOpen = false }
      return state.isOpen
    }
  }

  /// Waits until it is open, or the task is cancelled.
  package func wait() async {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goesOn = state.withLock { state in
          if state.isOpen || Task.isCancelled { return true }
          state.waiters[id] = continuation
          return false
        }
        if goesOn { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
    }
  }
}
