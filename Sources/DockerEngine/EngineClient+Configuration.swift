internal import Basics

extension EngineClient {
  /// The limits that an ``EngineClient`` keeps to. The defaults suit an engine on the same machine.
  public struct Configuration: Sendable, Hashable {
    /// How long connecting may take.
    public var connectTimeout: Duration = .seconds(5)

    /// How long a list or an inspect may take from request to last byte.
    public var requestTimeout: Duration = .seconds(10)

    /// How long the head of a log or event stream may take. The engine sends it before the first message.
    public var responseHeadTimeout: Duration = .seconds(15)

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
