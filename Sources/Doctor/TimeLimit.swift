internal import Basics
internal import Synchronization

/// Runs the checks for no longer than each may take.
enum TimeLimit {
  /// How long a check may take. Tests give those more time that have an answer coming, however busy the machine is.
  @TaskLocal static var check: Duration = .seconds(5)

  /// How long an engine may take to answer, so that a check can still tell what became of it.
  static var answer: Duration { check * 4 / 5 }

  /// What `body` returns, which blocks its thread; `nil` if it takes longer, and then its thread is left to itself: a
  /// system call on a dead network file system may never return, and nothing can end it.
  static func runBlocking<Result: Sendable>(
    within time: Duration = check,
    _ body: @Sendable @escaping () -> Result
  ) async -> Result? {
    let answer = Answer<Result>()
    BlockingThread.start {
      answer.give(body())
    } otherwise: {
      answer.give(nil)
    }
    return await withTimeout(time) { await answer.value() } ?? nil
  }
}

extension TimeLimit {
  /// An answer that one thread gives and one task waits for.
  private final class Answer<Value: Sendable>: Sendable {
    private enum State {
      case open
      case awaited(CheckedContinuation<Value?, Never>)
      case given(Value?)
    }

    private let state = Mutex(State.open)

    func give(_ value: Value?) {
      let waiting = state.withLock { state in
        defer { if case .given = state {} else { state = .given(value) } }
        if case .awaited(let continuation) = state { return Optional(continuation) }
        return nil
      }
      waiting?.resume(returning: value)
    }

    /// `nil` if the task is cancelled first.
    func value() async -> Value? {
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let given: Value?? = state.withLock { state in
            if case .given(let value) = state { return .some(value) }
            state = .awaited(continuation)
            return nil
          }
          if let given { continuation.resume(returning: given) }
        }
      } onCancel: {
        give(nil)
      }
    }
  }
}
