import DequeModule
import StatusMetrics
import Synchronization

/// The channel between sources and committer, bounded in bytes: the only backpressure.
///
/// A source reserves room before it makes a batch. Reservations are granted in order, so that no source starves.
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

    mutating func takeBatches() -> [SourceBatch] {
      defer { batches.removeAll() }
      return batches
    }

    mutating func takeReceiver() -> CheckedContinuation<Void, Never>? {
      defer { receiver = nil }
      return receiver
    }
  }

  /// The most bytes of all batches and reservations; a single larger one still fits into an empty channel.
  let limit: Int
  private let state = Mutex(State())

  init(limit: Int) {
    precondition(limit >= 0)
    self.limit = limit
  }

  /// Bytes of all batches and reservations.
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

  /// Whether no more batches will be sent.
  var isFinished: Bool { state.withLock { $0.isFinished } }

  /// Waits until there is room for a batch of about `bytes`.
  ///
  /// - Throws: `CancellationError` if the task is cancelled while waiting; then nothing is reserved.
  func reserve(_ bytes: Int) async throws {
    precondition(bytes >= 0)
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

  /// Frees the bytes of a reservation or of committed batches.
  func release(_ bytes: Int) {
    state.withLock { state in
      precondition(0...state.used ~= bytes, "released more than is used")
      state.used -= bytes
    }
    admitWaiters()
  }

  /// Sends a batch for which `reserved` bytes were reserved, and replaces the reservation by the batch's size.
  func send(_ batch: SourceBatch, reserved: Int) {
    let receiver = state.withLock { state in
      precondition(0...state.used ~= reserved, "used more than was reserved")
      assert(!state.isFinished, "a batch after the end")
      // While nothing receives, events keep coming: only the time of the last one counts.
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

  func finish() {
    state.withLock { state in
      state.isFinished = true
      return state.takeReceiver()
    }?.resume()
  }

  /// Waits for batches, and takes all of them. There is only one receiver.
  ///
  /// - Returns: `nil` after the end.
  func receive() async -> [SourceBatch]? {
    while true {
      let (batches, isFinished) = state.withLock { ($0.takeBatches(), $0.isFinished) }
      if !batches.isEmpty { return batches }
      if isFinished { return nil }
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          guard state.batches.isEmpty, !state.isFinished else { return true }
          precondition(state.receiver == nil, "a second receiver")
          state.receiver = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }

  func takeWaiting() -> [SourceBatch] { state.withLock { $0.takeBatches() } }

  private func fits(_ bytes: Int, _ state: State) -> Bool { state.used == 0 || state.used + bytes <= limit }

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
