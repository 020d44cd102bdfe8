extension BusClient {
  /// Whom a client connects to, and the limits that it keeps to.
  public struct Configuration: Sendable {
    /// Chooses the path of the broker's socket, anew at each attempt to connect.
    public var socketPath: @Sendable () -> String

    /// Who the client says that it is, such as `collector`: 1 to 128 printable ASCII characters.
    public var name: String

    /// The most events that wait until the broker reads; thousands can come at once, from one batch of lines.
    public var queueFrames = 8192

    /// The most bytes of such events. One event has at most about 1 MiB.
    public var queueBytes = 8 << 20

    /// The most events that a subscription keeps for a reader that does not take them.
    public var unreadEvents = 1024

    /// The most bytes of such events.
    public var unreadBytes = 4 << 20

    /// How long to wait before connecting again; the pause doubles each time.
    public var shortestPause = Duration.seconds(1)

    /// The longest of these pauses. A connection that stood for as long was a good one: after it the pauses begin
    /// anew, and faults are said again.
    public var longestPause = Duration.seconds(30)

    /// Creates a configuration with the default limits, for a socket that stays where it is.
    public init(socketPath: String, name: String) {
      self.init(socketPath: { socketPath }, name: name)
    }

    /// Creates a configuration with the default limits.
    public init(socketPath: @escaping @Sendable () -> String, name: String) {
      self.socketPath = socketPath
      self.name = name
    }
  }
}
