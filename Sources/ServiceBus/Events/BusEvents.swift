/// The events of one subscription, for one reader.
///
/// The subscription ends when the last copy of this sequence and its iterators is gone; the sequence ends when the
/// client's ``BusClient/run()`` does, or the reading task is cancelled. What the reader doesn't take in time is
/// bounded (``BusClient/Configuration``); the oldest events are dropped then, and counted.
public struct BusEvents: AsyncSequence, Sendable {
  /// What the sequence is made of.
  public typealias Element = BusEvent
  /// It never throws.
  public typealias Failure = Never

  /// Waits for events.
  public struct AsyncIterator: AsyncIteratorProtocol {
    let lease: SubscriptionLease

    /// The next event; `nil` at the end.
    public mutating func next() async -> BusEvent? {
      await lease.buffer.next()
    }

    /// The next event; `nil` at the end.
    public mutating func next(isolation actor: isolated (any Actor)?) async -> BusEvent? {
      await lease.buffer.next()
    }
  }

  let lease: SubscriptionLease

  /// An iterator over the events to come.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(lease: lease)
  }
}
