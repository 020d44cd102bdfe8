import Synchronization

/// Written records that wait for somebody who must hold no commit up: what he does not take in time is left out, and
/// counted.
public final class RecordQueue: Sendable {
  private struct State {
    var waiting = 0
    var dropped = 0
  }

  /// The most bytes that wait; one commit alone may have more.
  private let limit: Int
  private let state = Mutex(State())
  private let records: AsyncStream<WrittenRecords>
  private let continuation: AsyncStream<WrittenRecords>.Continuation

  /// - Parameter limit: bytes.
  public init(limit: Int = 4 << 20) {
    self.limit = limit
    // Bounded by what is offered, in bytes.
    (records, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
  }

  /// Records that were left out so far.
  public var dropped: Int { state.withLock { $0.dropped } }

  /// Takes records, if there is room.
  public func offer(_ written: WrittenRecords) {
    let fits = state.withLock { state in
      guard state.waiting == 0 || state.waiting + written.bytes.count <= limit else {
        state.dropped += written.count
        return false
      }
      state.waiting += written.bytes.count
      return true
    }
    if fits { continuation.yield(written) }
  }

  /// No more records will be offered: ``forEach(_:)`` ends behind those that wait.
  public func finish() { continuation.finish() }

  /// Hands on what is offered, until the queue has finished or the task is cancelled. For one reader.
  ///
  /// - Parameter body: says whether to go on.
  public func forEach(_ body: (WrittenRecords) async -> Bool) async {
    for await written in records {
      guard await body(written) else { return }
      state.withLock { $0.waiting -= written.bytes.count }
    }
  }
}
