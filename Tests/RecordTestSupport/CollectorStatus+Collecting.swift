package import StatusMetrics

extension CollectorStatus {
  /// A collector that is well, as far as one can be.
  package static func collecting(at nanoseconds: Int64) -> CollectorStatus {
    let now = Double(nanoseconds) / 1_000_000_000
    var status = CollectorStatus(version: "0.2.0", startTime: now - 86_400 * 9, state: .collecting)
    status.isFleetListed = true
    status.counts = counts([
      ("lines", 1_482_931), ("records", 911_204), ("held_back", 402_118), ("dropped", 91_338),
      ("not_events", 78_271),
      ("gaps", 2),
    ])
    status.groups = [
      MetricGroup("engine", [.flag("reachable", true, "Reachable.")]),
      MetricGroup("", [Metric("last_commit_timestamp_seconds", .time(now - 0.4), "Time.")]),
    ]
    status.containers = ["omega-ssh", "lighthouse-http", "archive-02-mysql", "mail-smtp", "intranet-rdp"]
      .enumerated()
      .map { index, name in
        Container(
          name: name,
          id: "66f1112243b1",
          source: index < 4 ? .files : .api,
          isRunning: index != 4,
          counts: counts([("lines", 600_000 / (index + 1)), ("records", 400_000 / (index + 1))]),
          lastLine: now - Double(index * index * 31),
          lagBytes: index < 4 ? 4_096 * index : nil
        )
      }
    return status
  }

  private static func counts(_ named: [(name: String, count: Int)]) -> Counts {
    Counts(named.map { .counter($0.name, $0.count, "A number.") })
  }
}
