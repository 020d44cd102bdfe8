import Synchronization

/// Whether the engine answers, so that every source waits for it in one place and goes on at once.
final class EngineAvailability: Sendable {
  private struct State {
    var isUp = false
    var outages = 0
    var nextID: UInt64 = 0
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  /// The engine answers, or no longer does.
  func set(isUp: Bool) {
    let waiters = state.withLock { state in
      if state.isUp, !isUp { state.outages += 1 }
      state.isUp = isUp
      guard isUp else { return [CheckedContinuation<Void, Never>]() }
      defer { state.waiters.removeAll() }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.resume() }
  }

  /// How often the engine has been found away after it had been there.
  var outages: Int { state.withLock { $0.outages } }

  /// Whether the engine answered when it was asked last.
  var isUp: Bool { state.withLock { $0.isUp } }

  /// Waits until the engine answers, or the task is cancelled.
  func waitUntilUp() async {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let goesOn = state.withLock { state in
          if state.isUp || Task.isCancelled { return true }
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
