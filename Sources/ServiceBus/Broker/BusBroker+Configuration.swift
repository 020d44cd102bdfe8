extension BusBroker {
  /// Where a broker listens, and what it bears.
  public struct Configuration: Sendable {
    /// The path of the socket.
    public var socketPath: String

    /// The group that may use the socket, where there is one of this name.
    public var group: String? = "decnet"

    /// The most clients at a time.
    public var clients = 128

    /// The most different patterns that a client may have subscribed at a time.
    public var subscriptions = 128

    /// The most frames that wait for a client that reads slowly.
    public var queueFrames = 1024

    /// The most bytes of such frames. One frame has at most about 1 MiB; one that waits for many clients is in
    /// memory once.
    public var queueBytes = 4 << 20

    /// How long a client may take for its HELLO.
    public var helloTimeout = Duration.seconds(10)

    /// Creates a configuration with the default limits.
    public init(socketPath: String) {
      self.socketPath = socketPath
    }
  }
}
