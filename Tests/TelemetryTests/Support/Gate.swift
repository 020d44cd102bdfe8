import Synchronization

/// What waits until a test lets it go on.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var visits = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  deinit { open() }

  /// How often it was waited for.
  var visits: Int { state.withLock { $0.visits } }

  /// Waits until it is open, whatever happens to the task.
  func wait() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        state.visits += 1
        if !state.isOpen { state.waiters.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  /// Lets all go on, now and from now on.
  func open() {
    let waiters = state.withLock { state in
      state.isOpen = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
