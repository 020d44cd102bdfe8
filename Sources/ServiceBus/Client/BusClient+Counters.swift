extension BusClient {
  /// What a client has done so far. Of all events that were to be published, each is in `published`, in `dropped`,
  /// or still in the queue.
  public struct Counters: Sendable, Equatable {
    /// Events handed to a connection. Those that were in its socket when it broke may not have come anywhere.
    public var published = 0

    /// Events not sent: there was no connection, the queue was full, or the body was longer than 1 MiB.
    public var dropped = 0

    /// Connections after the first.
    public var reconnects = 0

    /// Events that the broker delivered, also those that no subscription wants any longer.
    public var received = 0

    /// Events that a subscription's reader did not take in time.
    public var unread = 0

    /// Events whose body was not what it has to be, and connections dropped for bytes that were no frames.
    public var malformed = 0

    /// All zero.
    public init() {}
  }
}
