extension BusBroker {
  /// What a broker has done so far.
  public struct Counters: Sendable, Equatable {
    /// Clients that are connected now.
    public var clients = 0

    /// Connections closed at once because there were too many clients.
    public var refused = 0

    /// Events that clients published.
    public var received = 0

    /// Events written to subscribers' connections, once for each subscriber. Those that were in a socket when it
    /// broke are among them.
    public var delivered = 0

    /// Events that subscribers missed because they read too slowly, or went away before they had read all.
    public var dropped = 0

    /// Clients that broke the protocol and were disconnected.
    public var hostile = 0

    /// Events published with a body that is not what it has to be, and dropped.
    public var malformed = 0

    /// All zero.
    public init() {}
  }
}
