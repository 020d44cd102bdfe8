internal import Synchronization

extension BusBroker {
  /// Where a broker listens, and its limits.
  public struct Configuration: Sendable {
    /// The path of the socket.
    public var socketPath: String
    /// The group that may use the socket, if it exists.
    public var group: String? = "decnet"
    /// The most clients at a time.
    public var clients = 128
    /// The most patterns that a client may subscribe to.
    public var subscriptions = 128
    /// The most frames queued for a slow client.
    public var queueFrames = 1024
    /// The most bytes of those frames. A frame has at most about 1 MiB; clients share its memory.
    public var queueBytes = 4 << 20
    /// How long a client may take to send its HELLO.
    public var helloTimeout = Duration.seconds(10)

    /// Creates a configuration with the default limits.
    public init(socketPath: String) {
      self.socketPath = socketPath
    }
  }

  /// A broker's counters.
  public struct Counters: Sendable, Equatable {
    /// Clients connected now.
    public var clients = 0
    /// Connections closed at once because there were too many clients.
    public var refused = 0
    /// Events that clients published.
    public var received = 0
    /// Events written to subscribers' connections, counted per subscriber, including those lost in a broken socket.
    public var delivered = 0
    /// Events that subscribers missed because they read too slowly or disconnected.
    public var dropped = 0
    /// Clients disconnected for protocol violations.
    public var hostile = 0
    /// Events dropped because of an invalid body.
    public var malformed = 0

    /// All zero.
    public init() {}
  }
}

/// Counters that any thread may read.
final class BrokerCounters: Sendable {
  private let counters = Mutex(BusBroker.Counters())

  /// A copy of the counters.
  var snapshot: BusBroker.Counters { counters.withLock { $0 } }

  /// Changes the counters.
  func change(_ body: (inout BusBroker.Counters) -> Void) { counters.withLock { body(&$0) } }
}
