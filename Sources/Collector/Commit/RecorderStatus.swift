package import StatusMetrics

/// The state of journal and files after the last turn of the recorder's thread, available without waiting for a disk.
package struct RecorderStatus: Sendable {
  /// How often something was done, and how long it took in all.
  struct Durations {
    private(set) var count = 0
    private(set) var seconds = 0.0

    mutating func add(_ duration: Duration) {
      count += 1
      seconds += duration / .seconds(1)
    }
  }

  var floodKeysEvicted = 0
  var heldBackUnreported = 0
  var unexplainedTruncations = 0
  var foreignLocks = 0
  /// Files that other programs have locked now.
  var lockedElsewhere: [String] = []
  /// How many times the state directory was recreated because it had been moved or removed.
  var renewedStates = 0
  var ring = (used: 0, capacity: 0)
  var ledgerEntries = 0
  var lastTurn = ContinuousClock.now
  /// When lines were last written to the files, in seconds since 1970; `nil` before the first.
  var lastCommit: Double?
  var commits = Durations()
  /// Synchronizations of the files, apart from commits.
  var synchronizations = Durations()

  /// What `/status` has at its top level, and what a collector prints last.
  package var metrics: [Metric] {
    [
      .counter("flood_keys_evicted", floodKeysEvicted, "Keys of the flood gate that were given up early."),
      .counter("held_back_untold", heldBackUnreported, "Events held back that no later record mentions."),
      .counter("unexplained_truncations", unexplainedTruncations, "File truncations that no copy explains."),
      .counter("foreign_locks", foreignLocks, "Files that were opened while another program had their lock."),
    ]
  }

  /// The metrics of ring, ledger, commits and synchronizations.
  package var groups: [MetricGroup] {
    [
      MetricGroup(
        "ring",
        [
          .gauge("used_bytes", key: "used", ring.used, "Bytes of the ring that a recovery would need."),
          .gauge("capacity_bytes", key: "limit", ring.capacity, "The size of the ring."),
        ]
      ), MetricGroup("ledger", [.counter("entries", ledgerEntries, "Entries of the ledger.")]),
      MetricGroup(
        "",
        [
          Metric(
            "last_commit_timestamp_seconds",
            key: "last_commit",
            .time(lastCommit),
            "When lines were last written to the files, since 1970."
          )
        ]
      ),
      MetricGroup(
        "commits",
        prefix: "commit",
        [
          Metric(
            "duration_seconds",
            .durations(count: commits.count, seconds: commits.seconds),
            "How long commits took, from the batch to the files."
          )
        ]
      ),
      MetricGroup(
        "synchronizations",
        prefix: "synchronization",
        [
          Metric(
            "duration_seconds",
            .durations(count: synchronizations.count, seconds: synchronizations.seconds),
            "How long it took to make what was written survive a power cut."
          )
        ]
      ),
    ]
  }

  /// The status before the first turn.
  package init() {}
}
