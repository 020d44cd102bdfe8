@testable import StatusMetrics
@testable import TraceExport

extension CollectorStatus {
  /// A status in which everything that can be told is there, and each number is another one.
  static func sample(containers: [Container] = [.sample("omega-ssh")]) -> CollectorStatus {
    var status = CollectorStatus(version: "0.1.0", startTime: 1_795_000_000.5, state: .collecting)
    status.isFleetListed = true
    status.counts = Counts(Counts.names.enumerated().map { ($1, 101 + $0) })
    status.gapCauses = ["rotated_away": 60, "engine_restarted": 51]
    status.containers = containers
    status.groups = [
      .top, .lastCommit(1_795_000_100.25),
      MetricGroup("engine", [.flag("reachable", true, "Reachable."), .counter("outages", 3, "Outages.")]),
      MetricGroup(
        "channel",
        [
          .gauge("used_bytes", key: "used", 4_096, "Bytes."),
          .gauge("limit_bytes", key: "limit", 8 << 20, "Bytes."),
        ]
      ),
      MetricGroup(
        "ring",
        [
          .gauge("used_bytes", key: "used", 65_536, "Bytes."),
          .gauge("capacity_bytes", key: "limit", 32 << 20, "Bytes."),
        ]
      ), MetricGroup("ledger", [.counter("entries", 17, "Entries.")]),
      MetricGroup(
        "commits",
        prefix: "commit",
        [Metric("duration_seconds", .durations(count: 12, seconds: 0.75), "Durations.")]
      ),
      MetricGroup(
        "synchronizations",
        prefix: "synchronization",
        [Metric("duration_seconds", .durations(count: 5, seconds: 0.125), "Durations.")]
      ),
      MetricGroup(
        "bus",
        [.flag("connected", true, "Connected."), .counter("published", 31, "Frames.")],
        groups: [MetricGroup("sessions", prefix: "bus_sessions", [.counter("dropped", 62, "Sessions.")])]
      ), MetricGroup(TraceCounts(exported: 41, dropped: 42, failed: 43)),
      MetricGroup("store", [.flag("writable", false, "Writable."), .gauge("lag_bytes", 52, "Bytes.")]),
      MetricGroup(ProcessReading.sample),
    ]
    return status
  }
}

extension MetricGroup {
  /// Metrics at the top of the status page.
  static let top = MetricGroup(
    "",
    [.counter("flood_keys_evicted", 21, "Keys."), .counter("not_written", 23, "Lines.")]
  )

  /// The time of the last commit.
  static func lastCommit(_ time: Double?) -> MetricGroup {
    MetricGroup("", [Metric("last_commit_timestamp_seconds", key: "last_commit", .time(time), "Time.")])
  }
}

extension CollectorStatus.Counts {
  /// Names of numbers.
  static let names = ["lines", "records", "held_back", "dropped", "not_events", "gaps", "doubts"]

  /// Numbers with names.
  init(_ named: [(String, Int)]) {
    self.init(named.map { .counter($0, $1, "The number of \($0).") })
  }
}

extension TraceCounts {
  init(exported: Int, dropped: Int, failed: Int) {
    self.init()
    self.exported = exported
    self.dropped = dropped
    self.failed = failed
  }
}

extension CollectorStatus.Container {
  /// A container in which everything that can be told is there.
  static func sample(_ name: String, id: String = "66f1112243b1aabbcc", lines: Int = 7) -> Self {
    Self(
      name: name,
      id: id,
      source: .files,
      isRunning: true,
      counts: CollectorStatus.Counts([("lines", lines), ("records", lines)]),
      lastLine: 1_795_000_099.125,
      lagBytes: 512
    )
  }
}

extension ProcessReading {
  /// A process of which everything is known.
  static let sample = ProcessReading(
    cpuSeconds: 1.5,
    residentBytes: 40 << 20,
    virtualBytes: 400 << 20,
    openDescriptors: 20,
    maxDescriptors: 1_024
  )
}

extension MetricsPage {
  /// The page's lines.
  func lines(_ format: MetricsFormat = .prometheus) -> [Substring] {
    String(decoding: text(format), as: UTF8.self).split(separator: "\n")
  }
}
