internal import Basics
internal import Synchronization

/// Passes records to browsers as they are written.
///
/// It is a sample: browsers get at most ``recordRate`` records and ``byteRate`` bytes a second, and the number of others.
package final class LiveFeed: Sendable {
  /// The most records sent in a second.
  package static let recordRate = 50
  /// The most bytes of records sent in a second. The collector writes no longer record.
  package static let byteRate = 1 << 20

  private struct State {
    var subscriptions: [LiveSubscription] = []
    var records = TokenBucket(perSecond: LiveFeed.recordRate, now: .now)
    var bytes = TokenBucket(perSecond: LiveFeed.byteRate, now: .now)
  }

  private let state = Mutex(State())
  /// The number of subscriptions, checked before taking the lock.
  private let watchers = Atomic(0)

  package init() {}

  /// Takes `count` complete records, each with its LF.
  ///
  /// Returns at once: it does nothing if nobody watches, and otherwise copies only what will be sent.
  package func offer(_ records: [UInt8], count: Int) {
    guard watchers.load(ordering: .relaxed) > 0 else { return }
    state.withLock { state in
      let events = sample(records, .now, &state)
      for subscription in state.subscriptions {
        subscription.add(events, skipped: max(0, count - events.count))
      }
    }
  }

  /// A stream of the records from now on; `nil` if there are `limit` already.
  func subscribe(atMost limit: Int) -> LiveSubscription? {
    state.withLock { state in
      guard state.subscriptions.count < limit else { return nil }
      let subscription = LiveSubscription { [weak self] in self?.remove($0) }
      state.subscriptions.append(subscription)
      watchers.store(state.subscriptions.count, ordering: .relaxed)
      return subscription
    }
  }

  private func remove(_ subscription: LiveSubscription) {
    state.withLock { state in
      state.subscriptions.removeAll { $0 === subscription }
      watchers.store(state.subscriptions.count, ordering: .relaxed)
    }
  }

  /// The first records, as many as the budgets allow.
  private func sample(_ records: [UInt8], _ now: ContinuousClock.Instant, _ state: inout State) -> [[UInt8]] {
    let limit = state.records.available(at: now)
    guard limit > 0 else { return [] }
    var events: [[UInt8]] = []
    for record in LineWalk(records).prefix(limit) {
      guard record.count <= state.bytes.available(at: now) else { continue }
      state.bytes.spend(record.count)
      events.append(ServerSentEvent.record(record))
    }
    state.records.spend(events.count)
    return events
  }
}
