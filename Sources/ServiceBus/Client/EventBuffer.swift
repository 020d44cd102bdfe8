internal import DequeModule
internal import Synchronization

/// A subscriber's unread events, bounded in number and bytes; the oldest are dropped at the limit.
final class EventBuffer: Sendable {
  private struct State {
    var events: Deque<BusEvent> = []
    var byteCount = 0
    var isFinished = false
    var receiver: CheckedContinuation<BusEvent?, Never>?

    mutating func popFirst() -> BusEvent? {
      guard let event = events.popFirst() else { return nil }
      byteCount -= event.size
      return event
    }
  }

  let pattern: TopicPattern
  private let countLimit: Int
  private let byteLimit: Int
  private let state = Mutex(State())

  init(pattern: TopicPattern, countLimit: Int, byteLimit: Int) {
    self.pattern = pattern
    self.countLimit = countLimit
    self.byteLimit = byteLimit
  }

  /// Whether the subscriber has read all events.
  var isEmpty: Bool { state.withLock { $0.events.isEmpty } }

  /// Appends an event, announced by ``wakeReader()``; returns how many events were dropped for it.
  func send(_ event: BusEvent) -> Int {
    state.withLock { state in
      if state.isFinished { return 0 }
      var dropped = 0
      while !state.events.isEmpty,
        state.events.count >= countLimit || state.byteCount + event.size > byteLimit
      {
        _ = state.popFirst()
        dropped += 1
      }
      state.events.append(event)
      state.byteCount += event.size
      return dropped
    }
  }

  /// Resumes a waiting subscriber with the first event.
  func wakeReader() {
    let (receiver, event) = state.withLock { state -> (CheckedContinuation<BusEvent?, Never>?, BusEvent?) in
      guard state.receiver != nil, let event = state.popFirst() else { return (nil, nil) }
      defer { state.receiver = nil }
      return (state.receiver, event)
    }
    receiver?.resume(returning: event)
  }

  func finish() {
    let receiver = state.withLock { state in
      state.isFinished = true
      defer { state.receiver = nil }
      return state.receiver
    }
    receiver?.resume(returning: nil)
  }

  /// Waits for the next event; `nil` at the end, or if the task is cancelled. Only one task may wait.
  func next() async -> BusEvent? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer: BusEvent?? = state.withLock { state in
          if let event = state.popFirst() { return .some(event) }
          if state.isFinished || Task.isCancelled { return .some(nil) }
          precondition(state.receiver == nil, "a subscription has one reader")
          state.receiver = continuation
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let receiver = state.withLock { state in
        defer { state.receiver = nil }
        return state.receiver
      }
      receiver?.resume(returning: nil)
    }
  }
}
