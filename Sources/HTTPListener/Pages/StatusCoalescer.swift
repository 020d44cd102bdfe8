internal import Basics
internal import StatusMetrics
internal import Synchronization

/// Asks the collector for its status on behalf of any number of clients.
///
/// One task asks, one question at a time: a collector that hangs on its disk holds up this task alone, and many clients
/// cost it no more than one.
final class StatusCoalescer: Sendable {
  private struct State {
    var nextID: UInt64 = 0
    var waiters: [UInt64: CheckedContinuation<CollectorStatus?, Never>] = [:]
  }

  private let state = Mutex(State())
  private let source: @Sendable () async -> CollectorStatus
  private let questions: AsyncStream<Void>
  private let ask: AsyncStream<Void>.Continuation

  init(_ source: @escaping @Sendable () async -> CollectorStatus) {
    self.source = source
    (questions, ask) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Answers until it is cancelled.
  func run() async {
    for await _ in questions {
      // Whoever comes during a question waits for the next answer, which must not be older than theirs.
      let waiters = state.withLock { Array($0.waiters.keys) }
      guard !waiters.isEmpty else { continue }
      let status = await source()
      for id in waiters { answer(id, status) }
    }
  }

  /// The collector's status; `nil` if it doesn't answer in time.
  func status(within time: Duration) async -> CollectorStatus? {
    await withTimeout(time) { await self.status() } ?? nil
  }

  private func status() async -> CollectorStatus? {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isCancelled = state.withLock { state in
          if Task.isCancelled { return true }
          state.waiters[id] = continuation
          return false
        }
        if isCancelled { continuation.resume(returning: nil) }
        ask.yield()
      }
    } onCancel: {
      answer(id, nil)
    }
  }

  private func answer(_ id: UInt64, _ status: CollectorStatus?) {
    state.withLock { $0.waiters.removeValue(forKey: id) }?.resume(returning: status)
  }
}
