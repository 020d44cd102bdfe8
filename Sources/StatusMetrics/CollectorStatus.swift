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
  /// Numbers about the collector itself that stand at the top of `/status`.
  public var metrics: [Metric] = []
  /// The parts that take what the collector writes, and the numbers of those that are on.
  public var integrations: [MetricGroup] = []

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

extension CollectorStatus {
  /// How the output of one container is doing.
  public struct Container: Sendable, Hashable {
    /// How a container's log is read.
    public enum Source: String, Sendable, Hashable, CaseIterable {
      /// Through the engine's API.
      case api
      /// From the engine's files.
      case files
    }

    /// The container's name, as the engine says.
    public var name: String
    /// The container's id, as the engine says; the first twelve digits are told.
    public var id: String
    /// How its log is read; `nil` before that is known.
    public var source: Source?
    /// Whether the engine says that it runs.
    public var isRunning: Bool
    /// Its lines.
    public var counts: Counts
    /// The engine's time of the line that was committed last; `nil` where there was none.
    public var lastLine: Double?
    /// How many bytes of its log files are not read yet; `nil` where that is not known, as through the API.
    public var lagBytes: Int?

    /// A container of the fleet.
    public init(
      name: String,
      id: String,
      source: Source? = nil,
      isRunning: Bool = true,
      counts: Counts = Counts(),
      lastLine: Double? = nil,
      lagBytes: Int? = nil
    ) {
      self.name = name
      self.id = id
      self.source = source
      self.isRunning = isRunning
      self.counts = counts
      self.lastLine = lastLine
      self.lagBytes = lagBytes
    }
  }
}

extension CollectorStatus {
  /// How many lines took which way.
  public struct Counts: Sendable, Hashable {
    /// The numbers, in the order of the pages.
    public private(set) var metrics: [Metric]

    /// - Parameter metrics: counters.
    public init(_ metrics: [Metric] = []) {
      self.metrics = metrics
    }

    /// The number of one name; 0 for a name that is none.
    public subscript(name: String) -> Int { metrics.first { $0.name == name }?.value ?? 0 }

    /// Adds each of the numbers.
    public static func += (sum: inout Counts, other: Counts) {
      for metric in other.metrics {
        if let index = sum.metrics.firstIndex(where: { $0.name == metric.name }) {
          sum.metrics[index].value &+= metric.value
        } else {
          sum.metrics.append(metric)
        }
      }
    }
  }
}
