internal import Basics
internal import Logging
internal import Synchronization

/// Bounds what browsers cost the source, in queries and in time.
///
/// Few queries run at a time. Equal questions share one query, and some answers are cached for a moment, so that a crowd
/// of open pages costs as much as one.
final class QueryScheduler: Sendable {
  private typealias Waiter = CheckedContinuation<Reply, Never>

  private struct State {
    var nextID: UInt64 = 0
    /// Who waits for which question, queued or running.
    var waiters: [Question: [UInt64: Waiter]] = [:]
    /// Questions that are not running yet.
    var queue: [Question] = []
    var running = 0
    var cache: [Question: (reply: Reply, end: ContinuousClock.Instant)] = [:]
    var isFailing = false
  }

  private let state = Mutex(State())
  private let runner: QueryRunner
  private let limits: DashboardLimits
  private let logger: Logger
  private let signals: AsyncStream<Void>
  private let signal: AsyncStream<Void>.Continuation

  init(_ source: DashboardSource, limits: DashboardLimits, logger: Logger) {
    runner = QueryRunner(source: source, limits: limits)
    self.limits = limits
    self.logger = logger
    (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Answers questions until it is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      for await _ in signals {
        while let question = begin() {
          group.addTask { self.finish(question, await self.runner.reply(to: question)) }
        }
      }
    }
  }

  /// Waits for the answer to a question; ``Reply/late`` if it doesn't come in time.
  func reply(to question: Question) async -> Reply {
    if let reply = cached(question) { return reply }
    return await withTimeout(limits.queryTime) { await self.wait(for: question) } ?? .late
  }

  private func cached(_ question: Question) -> Reply? {
    state.withLock { state in
      guard let kept = state.cache[question], kept.end > .now else { return nil }
      return kept.reply
    }
  }

  private func wait(for question: Question) async -> Reply {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let reply: Reply? = state.withLock { state in
          if Task.isCancelled { return .late }
          if state.waiters[question] == nil {
            guard state.waiters.count < limits.pendingQuestions else { return .busy }
            state.queue.append(question)
          }
          state.waiters[question, default: [:]][id] = continuation
          return nil
        }
        if let reply { continuation.resume(returning: reply) }
        signal.yield()
      }
    } onCancel: {
      state.withLock { $0.waiters[question]?.removeValue(forKey: id) }?.resume(returning: .late)
    }
  }

  /// The next question to run; `nil` if there is none, or enough are running.
  private func begin() -> Question? {
    state.withLock { state in
      while state.running < limits.concurrentQueries, !state.queue.isEmpty {
        let question = state.queue.removeFirst()
        guard state.waiters[question]?.isEmpty == false else {
          // Nobody waits for it any more.
          state.waiters[question] = nil
          continue
        }
        state.running += 1
        return question
      }
      return nil
    }
  }

  private func finish(_ question: Question, _ result: Result<Reply, any Error>) {
    var reply = Reply.failed
    var fault: String?
    switch result {
    case .success(let success): reply = success
    case .failure(let error): fault = "\(error)"
    }
    let (waiters, change) = state.withLock { state in
      state.running -= 1
      let change = (fault != nil) != state.isFailing
      state.isFailing = fault != nil
      if question.isCached, case .answer = reply { keep(reply, of: question, in: &state) }
      return (state.waiters.removeValue(forKey: question) ?? [:], change)
    }
    for waiter in waiters.values { waiter.resume(returning: reply) }
    signal.yield()
    // Log once, however many queries fail in a row.
    if change, let fault { logger.warning("a query of the dashboard failed: \(fault)") }
  }

  private func keep(_ reply: Reply, of question: Question, in state: inout State) {
    let now = ContinuousClock.now
    state.cache = state.cache.filter { $0.value.end > now }
    guard state.cache.count < limits.cachedAnswers else { return }
    state.cache[question] = (reply, now + limits.cacheTime)
  }
}
