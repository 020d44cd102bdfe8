internal import Synchronization

/// The broker's counters, which anybody may read.
final class BrokerCounters: Sendable {
  private let counters = Mutex(BusBroker.Counters())

  /// The counters as they are now.
  var snapshot: BusBroker.Counters { counters.withLock { $0 } }

  /// Changes the counters.
  func change(_ body: (inout BusBroker.Counters) -> Void) {
    counters.withLock { body(&$0) }
  }
}
