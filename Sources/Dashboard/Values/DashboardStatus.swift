internal import Basics
public import StatusMetrics

/// How the collector is doing, as far as the dashboard tells.
public struct DashboardStatus: Sendable, Hashable, Codable {
  /// How one container is doing.
  public struct Container: Sendable, Hashable, Codable {
    /// Its name, as the engine says.
    public var name: String
    /// Whether it runs.
    public var isRunning: Bool
    /// Its lines.
    public var lines: Int
    /// Its records.
    public var records: Int
    /// How many bytes of its log are not read yet; `nil` where that is not known.
    public var lagBytes: Int?
    /// When its last line was printed; nanoseconds since 1970, `nil` before the first.
    public var lastLine: Int64?
  }

  /// The most containers that are told; those with the most lines.
  public static let containerLimit = 200

  /// The version of decklog.
  public var version: String
  /// `starting`, `collecting` or `stopping`.
  public var state: String
  /// Why it can't be relied on right now; `nil` where it can.
  public var problem: String?
  /// When the process began; nanoseconds since 1970.
  public var startTime: Int64
  /// When lines were last brought into the files; nanoseconds since 1970, `nil` before the first.
  public var lastCommit: Int64?
  /// Whether the container engine answers.
  public var isEngineReachable: Bool
  /// Lines that were read.
  public var lines: Int
  /// Records that were written.
  public var records: Int
  /// Events that the flood gate held back.
  public var heldBack: Int
  /// Events of native daemons, which get no record.
  public var dropped: Int
  /// Lines that are no events.
  public var notEvents: Int
  /// Stretches of output that are known to be missing.
  public var gaps: Int
  /// How many bytes of the logs are not read yet, of the containers of which that is known.
  public var lagBytes: Int
  /// How many containers there are.
  public var containerCount: Int
  /// How many of them run.
  public var runningCount: Int
  /// The containers, those with the most lines first.
  public var containers: [Container]

  /// What the dashboard tells of a collector's status.
  public init(_ status: CollectorStatus) {
    version = status.version
    state = status.state.rawValue
    problem = status.unreadiness
    startTime = Self.nanoseconds(status.startTime)
    lastCommit = status["decklog_last_commit_timestamp_seconds"].map(Self.nanoseconds)
    isEngineReachable = status["decklog_engine_reachable"] == 1
    lines = status.counts["lines"]
    records = status.counts["records"]
    heldBack = status.counts["held_back"]
    dropped = status.counts["dropped"]
    notEvents = status.counts["not_events"]
    gaps = status.counts["gaps"]
    lagBytes = status.containers.reduce(0) { $0.addingSaturated($1.lagBytes ?? 0) }
    containerCount = status.containers.count
    runningCount = status.containers.count { $0.isRunning }
    let busiest = status.containers.sorted {
      ($0.counts["lines"], $1.name) > ($1.counts["lines"], $0.name)
    }
    containers = busiest.prefix(Self.containerLimit).map { container in
      Container(
        name: container.name,
        isRunning: container.isRunning,
        lines: container.counts["lines"],
        records: container.counts["records"],
        lagBytes: container.lagBytes,
        lastLine: container.lastLine.map(Self.nanoseconds)
      )
    }
  }

  /// Nanoseconds of a time in seconds; one that is none, or beyond the year 2262, is as near as can be told.
  private static func nanoseconds(_ seconds: Double) -> Int64 {
    guard seconds.isFinite else { return 0 }
    return Int64(min(max(seconds, 0), 9_000_000_000) * 1_000_000_000)
  }
}
