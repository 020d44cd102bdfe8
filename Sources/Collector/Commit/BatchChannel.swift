import DequeModule
import StatusMetrics
import Synchronization

/// The one channel between sources and committer, bounded in bytes: all of the backpressure there is.
///
/// A source reserves room before it makes a batch, so that a batch that can't go on is never made. Reservations
/// are granted in the order in which they were asked for: nobody starves.
final class BatchChannel: Sendable {
  private struct Waiter {
    let id: UInt64
    let bytes: Int
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var used = 0
    var nextID: UInt64 = 0
    var waiters: Deque<Waiter> = []
    var batches: [SourceBatch] = []
    var receiver: CheckedContinuation<Void, Never>?
    var isFinished = false

    mutating func takeReceiver() -> CheckedContinuation<Void, Never>? {
      defer { receiver = nil }
      return receiver
    }
  }

  /// The most bytes that batches and reservations may have in all; one that is larger alone goes alone.
  let limit: Int
  private let state = Mutex(State())

  /// - Parameter limit: bytes.
  init(limit: Int) {
    self.limit = limit
  }

  /// Bytes that batches and reservations have now.
  var used: Int { state.withLock { $0.used } }

  /// How full it is.
  var metrics: MetricGroup {
    MetricGroup(
      "channel",
      [
        .gauge("used_bytes", key: "used", used, "Bytes waiting between the sources and the files."),
        .gauge("limit_bytes", key: "limit", limit, "The most bytes that may wait there."),
      ]
    )
  }

  /// Whether no more batches will come.
  var isFinished: Bool { state.withLock { $0.isFinished } }

  /// Waits until there is room for a batch of about `bytes`.
  ///
  /// - Throws: `CancellationError` when the task is cancelled meanwhile; then nothing is reserved.
  func reserve(_ bytes: Int) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result: Result<Void, any Error>? = state.withLock { state in
          if Task.isCancelled { return .failure(CancellationError()) }
          if state.waiters.isEmpty, fits(bytes, state) {
            state.used += bytes
            return .success(())
          }
          state.waiters.append(Waiter(id: id, bytes: bytes, continuation: continuation))
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
      }
      waiter?.continuation.resume(throwing: CancellationError())
      admitWaiters()
    }
  }

  /// Gives back what was reserved, or committed.
  func release(_ bytes: Int) {
    state.withLock { $0.used -= bytes }
    admitWaiters()
  }

  /// Sends a batch for which `reserved` bytes were reserved; from now on it counts with its true size.
  func send(_ batch: SourceBatch, reserved: Int) {
    let receiver = state.withLock { state in
      // As long as nobody takes them, the engine's events come without end: only the time of the last one counts.
      if let last = state.batches.last, batch.replaces(last) {
        state.used -= last.size
        state.batches.removeLast()
      }
      state.used += batch.size - reserved
      state.batches.append(batch)
      return state.takeReceiver()
    }
    receiver?.resume()
    admitWaiters()
  }

  /// No more batches will come.
  func finish() {
    state.withLock { state in
      state.isFinished = true
      return state.takeReceiver()
    }?.resume()
  }

  /// Waits for batches, and takes all that are there. There is one receiver.
  ///
  /// - Returns: `nil` when there will be no more.
  func receive() async -> [SourceBatch]? {
    while true {
      let (batches, isFinished) = state.withLock { state in
        defer { state.batches.removeAll() }
        return (state.batches, state.isFinished)
      }
      if !batches.isEmpty { return batches }
      if isFinished { return nil }
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          guard state.batches.isEmpty, !state.isFinished else { return true }
          state.receiver = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }

  /// Takes the batches that are there.
  func takeWaiting() -> [SourceBatch] {
    state.withLock { state in
      defer { state.batches.removeAll() }
      return state.batches
    }
  }

  private func fits(_ bytes: Int, _ state: State) -> Bool {
    state.used == 0 || state.used + bytes <= limit
  }

  private func admitWaiters() {
    let admitted = state.withLock { state in
      var admitted: [Waiter] = []
      while let first = state.waiters.first, fits(first.bytes, state) {
        state.used += first.bytes
        admitted.append(state.waiters.removeFirst())
      }
      return admitted
    }
    for waiter in admitted { waiter.continuation.resume() }
  }
}
