internal import Synchronization

extension BusBroker {
  /// Where a broker listens, and its limits.
  package struct Configuration: Sendable {
    package var socketPath: String
    /// The group that may use the socket, if it exists.
    package var group: String? = "decnet"
    package var clients = 128
    /// The most patterns that a client may subscribe to.
    package var subscriptions = 128
    /// The most frames queued for a slow client.
    package var queueFrames = 1024
    /// The most bytes of those frames. A frame has at most about 1 MiB; clients share its memory.
    package var queueBytes = 4 << 20
    /// How long a client may take to send its HELLO.
    package var helloTimeout = Duration.seconds(10)

    package init(socketPath: String) { self.socketPath = socketPath }
  }

  package struct Counters: Sendable, Equatable {
    /// Clients connected now.
    package var clients = 0
    /// Connections closed at once because there were too many clients.
    package var refused = 0
    /// Events that clients published.
    package var received = 0
    /// Events written to subscribers' connections, counted per subscriber, including those lost in a broken socket.
    package var delivered = 0
    /// Events that subscribers missed because they read too slowly or disconnected.
    package var dropped = 0
    /// Clients disconnected for protocol violations.
    package var hostile = 0
    /// Events dropped because of an invalid body.
    package var malformed = 0
  }
}

/// Counters that any thread may read.
final class BrokerCounters: Sendable {
  private let counters = Mutex(BusBroker.Counters())

  var snapshot: BusBroker.Counters { counters.withLock { $0 } }

  func change(_ body: (inout BusBroker.Counters) -> Void) { counters.withLock { body(&$0) } }
}
