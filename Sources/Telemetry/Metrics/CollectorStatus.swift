/// How a collector is doing at one moment: all that `/metrics`, `/status` and `/readyz` tell of it.
///
/// A plain value. Whoever collects fills it when asked; nothing in it may come from a line, because attackers write
/// the lines. Times are seconds since 1970, sizes are bytes, durations are seconds, and counts only grow while the
/// process runs, except where a container is forgotten.
public struct CollectorStatus: Sendable, Hashable {
  /// What the collector does.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Files are recovered, or the engine has not told of its containers yet.
    case starting
    /// Lines are read and written.
    case collecting
    /// What was read is written, and then the process ends.
    case stopping
  }

  /// The engine that has the containers.
  public struct Engine: Sendable, Hashable {
    /// Whether it answered when it was asked last.
    public var isReachable: Bool
    /// How often it was found away after it had been there.
    public var outages: Int

    /// What is known of the engine.
    public init(isReachable: Bool = false, outages: Int = 0) {
      self.isReachable = isReachable
      self.outages = outages
    }
  }

  /// Something of which there is a bounded amount.
  public struct Usage: Sendable, Hashable {
    /// What is taken; bytes.
    public var used: Int
    /// The most that can be taken; bytes.
    public var limit: Int

    /// How much of what is taken.
    public init(used: Int = 0, limit: Int = 0) {
      self.used = used
      self.limit = limit
    }
  }

  /// How often something was done, and how long all of it took.
  public struct Durations: Sendable, Hashable {
    /// How often.
    public var count: Int
    /// How long it took in all; seconds.
    public var seconds: Double

    /// A number of times, and the seconds of all of them together.
    public init(count: Int = 0, seconds: Double = 0) {
      self.count = count
      self.seconds = seconds
    }
  }

  /// The framework's bus.
  public struct Bus: Sendable, Hashable {
    /// Whether there is a connection.
    public var isConnected: Bool
    /// Frames that were handed to the connection.
    public var published: Int
    /// Frames that were dropped, because the bus was away or slow.
    public var dropped: Int
    /// How often a connection was made after the first one.
    public var reconnects: Int
    /// Shell sessions whose ends are published.
    public var sessions = Sessions()

    /// What is known of the bus.
    public init(isConnected: Bool = false, published: Int = 0, dropped: Int = 0, reconnects: Int = 0) {
      self.isConnected = isConnected
      self.published = published
      self.dropped = dropped
      self.reconnects = reconnects
    }
  }

  /// The export of traces.
  public struct Tracing: Sendable, Hashable {
    /// Spans that the receiver has taken.
    public var exported: Int
    /// Spans that were dropped, because the queue was full.
    public var dropped: Int
    /// Spans that the receiver has refused, or that it could not be given.
    public var failed: Int

    /// What became of the spans.
    public init(exported: Int = 0, dropped: Int = 0, failed: Int = 0) {
      self.exported = exported
      self.dropped = dropped
      self.failed = failed
    }
  }

  /// The store that the records are kept in to be asked about.
  public struct Store: Sendable, Hashable {
    /// Whether what was last to be stored could be.
    public var isWritable: Bool
    /// Records that were stored.
    public var records: Int
    /// What the record file has that is not stored yet; bytes.
    public var lagBytes: Int
    /// How often storing failed.
    public var faults: Int
    /// How large it is; bytes.
    public var sizeBytes: Int
    /// Lines of the record file that are no records, or too long.
    public var skippedLines = 0
    /// How often something of the record file could not be found any more before it was stored.
    public var losses = 0
    /// How often a damaged one was put aside and made anew.
    public var replacements = 0

    /// What is known of the store.
    public init(
      isWritable: Bool = false,
      records: Int = 0,
      lagBytes: Int = 0,
      faults: Int = 0,
      sizeBytes: Int = 0
    ) {
      self.isWritable = isWritable
      self.records = records
      self.lagBytes = lagBytes
      self.faults = faults
      self.sizeBytes = sizeBytes
    }
  }

  /// The version of decklog, without its name.
  public var version: String
  /// When the process began.
  public var startTime: Double
  /// What the collector does.
  public var state: State
  /// Why the files can't be written, in one line; `nil` while they can.
  public var filesFault: String?
  /// Whether the engine has told of all its containers since the start.
  public var isFleetListed = false
  /// The engine.
  public var engine = Engine()
  /// The numbers of all containers together, those that are gone too, since the first start.
  public var counts = Counts()
  /// How many gaps there were of each cause since the first start; names of causes, never text from lines.
  public var gapCauses: [String: Int] = [:]
  /// The containers that are known, in any order.
  public var containers: [Container] = []
  /// What waits between the sources and the files.
  public var channel = Usage()
  /// The ring, where a commit stands before it is written to the files.
  public var ring = Usage()
  /// How many entries the ledger has.
  public var ledgerEntries = 0
  /// When lines were last brought into the files; `nil` before the first.
  public var lastCommit: Double?
  /// Commits, from the batch to the files.
  public var commits = Durations()
  /// How often what was written was made to survive a power cut.
  public var synchronizations = Durations()
  /// Flood keys that were given up early.
  public var floodKeysEvicted = 0
  /// Events that were held back by flood keys which were given up early, so that no record tells of them.
  public var heldBackUntold = 0
  /// Lines that were read and could not be written before the end.
  public var notWritten = 0
  /// Truncations of the files that no copy explains.
  public var unexplainedTruncations = 0
  /// Files that were opened while another program had their lock.
  public var foreignLocks = 0
  /// The bus; `nil` where it is off.
  public var bus: Bus?
  /// Tracing; `nil` where it is off.
  public var tracing: Tracing?
  /// The store; `nil` where there is none.
  public var store: Store?

  /// A status with nothing counted yet.
  public init(version: String, startTime: Double, state: State = .starting) {
    self.version = version
    self.startTime = startTime
    self.state = state
  }

  /// Why decklog can't be relied on right now, in one line; `nil` where it can.
  public var unreadiness: String? {
    switch state {
    case .stopping: "stopping"
    case .starting where filesFault == nil && isFleetListed: "starting"
    case .starting, .collecting:
      if let filesFault {
        "files can't be written: \(PlainText.make(filesFault))"
      } else if !isFleetListed {
        "the engine has not told of its containers yet"
      } else {
        nil
      }
    }
  }
}
