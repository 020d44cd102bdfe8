extension BusClient {
  /// Where a client connects to, and its limits.
  package struct Configuration: Sendable {
    /// The path of the broker's socket, asked for at each attempt to connect.
    package var socketPath: @Sendable () -> String
    /// The client's name, such as `collector`: 1 to 128 printable ASCII characters.
    package var name: String
    /// The most events that wait for the broker; one batch of lines can bring thousands at once.
    package var queueFrames = 8192
    /// The most bytes of those events. An event has at most about 1 MiB.
    package var queueBytes = 8 << 20
    /// The most unread events of a subscription.
    package var unreadEvents = 1024
    /// The most bytes of those events.
    package var unreadBytes = 4 << 20
    /// The first pause before reconnecting; it doubles each time.
    package var shortestPause = Duration.seconds(1)
    /// The longest pause. A connection that lasted as long resets the pauses and the messages already logged.
    package var longestPause = Duration.seconds(30)

    package init(socketPath: String, name: String) { self.init(socketPath: { socketPath }, name: name) }

    package init(socketPath: @escaping @Sendable () -> String, name: String) {
      self.socketPath = socketPath
      self.name = name
    }
  }

  /// A client's counters. Each event to publish is in `published`, in `dropped`, or still queued.
  package struct Counters: Sendable, Equatable {
    /// Events handed to a connection, including those lost in a broken socket.
    package var published = 0
    /// Events not sent: there was no connection, the queue was full, or the body was longer than 1 MiB.
    package var dropped = 0
    /// Connections after the first.
    package var reconnects = 0
    /// Events that the broker delivered, including those that no subscription wants any longer.
    package var received = 0
    /// Events dropped because a subscription's reader was too slow.
    package var unread = 0
    /// Events with an invalid body, and connections closed for invalid frames.
    package var malformed = 0
  }
}
