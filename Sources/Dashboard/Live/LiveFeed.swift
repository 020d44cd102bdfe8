internal import Basics
internal import Synchronization

/// Hands records to the browsers that watch, as they are written.
///
/// It is a sample: at most ``recordRate`` records and ``byteRate`` bytes a second are sent, of the others the number.
public final class LiveFeed: Sendable {
  /// The most records that are sent in a second.
  public static let recordRate = 50
  /// The most bytes of records that are sent in a second. No record of the collector's is longer.
  public static let byteRate = 1 << 20

  private struct State {
    var subscriptions: [LiveSubscription] = []
    var records = TokenBucket(perSecond: LiveFeed.recordRate, now: .now)
    var bytes = TokenBucket(perSecond: LiveFeed.byteRate, now: .now)
  }

  private let state = Mutex(State())
  /// How many watch; asked before all else.
  private let watchers = Atomic(0)

  /// A feed that nobody watches yet.
  public init() {}

  /// Takes records that were written.
  ///
  /// It returns at once: where nobody watches, it does nothing; otherwise it copies what will be sent, and looks at no other
  /// record.
  ///
  /// - Parameters:
  ///   - records: whole records, each with its LF.
  ///   - count: how many they are.
  public func offer(_ records: [UInt8], count: Int) {
    guard watchers.load(ordering: .relaxed) > 0 else { return }
    state.withLock { state in
      let events = sample(records, .now, &state)
      for subscription in state.subscriptions {
        subscription.add(events, skipped: max(0, count - events.count))
      }
    }
  }

  /// A new stream of what is offered from now on; `nil` where as many watch as may.
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

  /// The first of the records, as many as the budgets allow.
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
