internal import Synchronization

/// Who wants which events, whether there is a connection or not.
final class SubscriptionList: Sendable {
  private let buffers = Mutex<[EventBuffer]>([])

  /// Every pattern that somebody wants.
  var patterns: Set<TopicPattern> { Set(buffers.withLock { $0.map(\.pattern) }) }

  func add(_ buffer: EventBuffer) {
    buffers.withLock { $0.append(buffer) }
  }

  func remove(_ buffer: EventBuffer) {
    buffers.withLock { $0.removeAll { $0 === buffer } }
  }

  /// Hands an event to all who want it; they are told by ``wakeReaders()``.
  ///
  /// - Returns: how many events readers lost by that.
  func deliver(_ event: BusEvent) -> Int {
    let wanting = buffers.withLock { $0.filter { $0.pattern.matches(event.topic) } }
    return wanting.reduce(0) { $0 + $1.send(event) }
  }

  /// Tells those who wait that there are events: once for all events of one read.
  func wakeReaders() {
    for buffer in buffers.withLock({ $0 }) { buffer.wakeReader() }
  }

  /// No more events will come.
  func finish() {
    for buffer in buffers.withLock({ $0 }) { buffer.finish() }
  }
}
