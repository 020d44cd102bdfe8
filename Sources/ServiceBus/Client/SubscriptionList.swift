internal import Synchronization

/// All subscriptions, with or without a connection.
final class SubscriptionList: Sendable {
  private let buffers = Mutex<[EventBuffer]>([])

  var patterns: Set<TopicPattern> { Set(buffers.withLock { $0.map(\.pattern) }) }

  func add(_ buffer: EventBuffer) { buffers.withLock { $0.append(buffer) } }

  func remove(_ buffer: EventBuffer) { buffers.withLock { $0.removeAll { $0 === buffer } } }

  /// Appends an event, announced by ``wakeReaders()``, to all matching subscriptions; returns how many were dropped.
  func deliver(_ event: BusEvent) -> Int {
    let wanting = buffers.withLock { $0.filter { $0.pattern.matches(event.topic) } }
    return wanting.reduce(0) { $0 + $1.send(event) }
  }

  /// Wakes waiting readers, once for all events of one read.
  func wakeReaders() { for buffer in buffers.withLock({ $0 }) { buffer.wakeReader() } }

  func finish() { for buffer in buffers.withLock({ $0 }) { buffer.finish() } }
}
