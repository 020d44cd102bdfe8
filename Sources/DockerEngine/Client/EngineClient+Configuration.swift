extension EngineClient {
  /// The limits of an ``EngineClient``. The defaults suit an engine on the same machine.
  public struct Configuration: Sendable, Hashable {
    /// How long connecting may take.
    public var connectTimeout: Duration = .seconds(5)
    /// How long an inspect may take. Generous, so that slow engines are collected from too.
    public var requestTimeout: Duration = .seconds(60)
    /// How long the list of all containers may take.
    public var listTimeout: Duration = .seconds(600)
    /// How long optional queries may take: the engine's identity and its remembered events.
    public var hintTimeout: Duration = .seconds(10)
    /// How long the head of a log stream may take. Followed streams go on without it: Podman sends the head with the
    /// first line, which a silent container doesn't have.
    public var responseHeadTimeout: Duration = .seconds(15)
    /// How long to wait for the head of the event stream: Podman and buffering proxies send it with the first event.
    public var eventHeadPatience: Duration = .seconds(1)
    /// The longest answer to a list or an inspect, in bytes.
    public var maximumBodyLength: Int = 64 << 20
    /// The longest event, in bytes. A longer one is skipped.
    public var maximumEventLength: Int = 1 << 20
    /// The longest read from a stream, in bytes.
    public var readLength: Int = 64 << 10
    /// A stream delivers its bytes when this many have been received …
    public var batchLength: Int = 128 << 10
    /// … or this long after the first of them, whichever is earlier.
    public var batchDelay: Duration = .milliseconds(4)
    /// The pause between two reads of one batch, so that a read finds more than one message.
    public var readPause: Duration = .microseconds(500)

    /// Creates the default limits.
    public init() {}
  }
}
