/// The events of one subscription, for one reader.
///
/// The subscription ends when the last copy of this sequence and its iterators is released. The sequence ends when the
/// client's ``BusClient/run()`` returns or the reading task is cancelled. Unread events are bounded
/// (``BusClient/Configuration``): the oldest are dropped and counted.
package struct BusEvents: AsyncSequence, Sendable {
  package typealias Element = BusEvent
  package typealias Failure = Never

  package struct AsyncIterator: AsyncIteratorProtocol {
    let lease: SubscriptionLease

    /// The next event; `nil` at the end.
    package mutating func next() async -> BusEvent? { await lease.buffer.next() }

    package mutating func next(isolation actor: isolated (any Actor)?) async -> BusEvent? {
      await lease.buffer.next()
    }
  }

  let lease: SubscriptionLease

  package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(lease: lease) }
}

/// Ends a subscription when the last reference to it goes.
final class SubscriptionLease: Sendable {
  let buffer: EventBuffer
  private let onEnd: @Sendable (EventBuffer) -> Void

  init(buffer: EventBuffer, onEnd: @escaping @Sendable (EventBuffer) -> Void) {
    self.buffer = buffer
    self.onEnd = onEnd
  }

  deinit { onEnd(buffer) }
}
