import Synchronization

/// A bounded queue to one slow reader: what does not fit is dropped and counted, so that the writer never waits.
package final class BoundedQueue<Element: Sendable>: Sendable {
  private struct State {
    var count = 0
    var bytes = 0
    var dropped = 0
  }

  private let limit: Int
  private let countLimit: Int
  private let state = Mutex(State())
  private let elements: AsyncStream<(Element, size: Int)>
  private let continuation: AsyncStream<(Element, size: Int)>.Continuation

  /// - Parameters:
  ///   - limit: bytes; a single larger element still fits into an empty queue.
  ///   - countLimit: elements.
  package init(limit: Int = 4 << 20, countLimit: Int = .max) {
    precondition(limit >= 0 && countLimit > 0)
    self.limit = limit
    self.countLimit = countLimit
    // `offer` enforces the limits.
    (elements, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
  }

  /// How much was dropped so far.
  package var dropped: Int { state.withLock { $0.dropped } }

  /// Enqueues an element of `size` bytes, or adds `weight` to ``dropped``.
  ///
  /// - Returns: whether it was enqueued.
  @discardableResult
  package func offer(_ element: Element, size: Int, weight: Int = 1) -> Bool {
    precondition(size >= 0)
    let fits = state.withLock { state in
      guard state.count < countLimit, state.bytes == 0 || state.bytes + size <= limit else {
        state.dropped += weight
        return false
      }
      state.count += 1
      state.bytes += size
      return true
    }
    if fits { continuation.yield((element, size)) }
    return fits
  }

  /// Ends ``forEach(_:)`` after the elements that are already queued.
  package func finish() { continuation.finish() }

  /// Passes on elements until the queue has finished or the task is cancelled. Call it once.
  ///
  /// - Parameter body: returns whether to continue. Its element counts as queued until it returns.
  package func forEach(_ body: (Element) async -> Bool) async {
    for await (element, size) in elements {
      guard await body(element) else { return }
      state.withLock { state in
        state.count -= 1
        state.bytes -= size
        assert(state.count >= 0 && state.bytes >= 0)
      }
    }
  }
}
