internal import Basics

extension EngineClient {
  /// The limits that an ``EngineClient`` keeps to. The defaults suit an engine on the same machine.
  public struct Configuration: Sendable, Hashable {
    /// How long connecting may take.
    public var connectTimeout: Duration = .seconds(5)

    /// How long an inspect may take from request to last byte.
    ///
    /// Generous: an engine that is slow for every container would otherwise never be collected from.
    public var requestTimeout: Duration = .seconds(60)

    /// How long the list of all containers may take, which gets longer with each of them.
    public var listTimeout: Duration = .seconds(600)

    /// How long a question may take whose answer is welcome and not needed: who the engine is, what it remembers.
    public var hintTimeout: Duration = .seconds(10)

    /// How long the head of a log stream may take that is read to its end.
    ///
    /// One that is followed goes on without it: Podman sends the head together with the first line, and a silent
    /// container has none.
    public var responseHeadTimeout: Duration = .seconds(15)

    /// How long the head of the event stream is waited for before events are taken to have begun without it: Podman,
    /// and proxies that buffer, send it together with the first event.
    public var eventHeadPatience: Duration = .seconds(1)

    /// The longest answer to a list or an inspect, in bytes.
    public var maximumBodyLength: Int = 64 << 20

    /// The longest event, in bytes. A longer one is skipped.
    public var maximumEventLength: Int = 1 << 20

    /// The most that is read from a stream at once, in bytes.
    public var readLength: Int = 64 << 10

    /// A stream's bytes are handed on when this many have come …
    public var batchLength: Int = 128 << 10

    /// … or this long after the first of them, whichever is earlier.
    public var batchDelay: Duration = .milliseconds(4)

    /// How long to wait between two reads of one batch, so that a read finds more than a message.
    public var readPause: Duration = .microseconds(500)

    /// Creates the default limits.
    public init() {}
  }
}

extension Duration {
  /// The duration in whole nanoseconds, as far as they fit.
  var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = self.components
    return seconds.multipliedSaturated(by: 1_000_000_000).addingSaturated(attoseconds / 1_000_000_000)
  }
}
