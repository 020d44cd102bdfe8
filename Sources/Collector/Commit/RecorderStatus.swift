public import StatusMetrics

/// How journal and files are doing, as it was at the last turn of their thread: to be had without waiting for a disk.
public struct RecorderStatus: Sendable {
  /// Flood keys that were given up early.
  public var floodKeysEvicted = 0
  /// Events that they had held back, so that no record tells of them.
  public var heldBackUntold = 0
  /// Truncations of the files that no copy explains, so that nobody can say what is lost.
  public var unexplainedTruncations = 0
  /// Files whose locks other programs have now.
  public var lockedElsewhere: [String] = []
  /// How many times since the start a file was opened whose lock another program had.
  public var foreignLocks = 0
  /// How many times the state directory was made again because it had been moved or removed.
  public var renewedStates = 0
  /// Bytes of the ring that can't be taken yet.
  public var ringUsed = 0
  /// Bytes of the ring.
  public var ringCapacity = 0
  /// Entries of the ledger.
  public var ledgerEntries = 0
  /// When the thread had its last turn.
  public var lastTurn = ContinuousClock.now
  /// When lines were last brought into the files, in seconds since 1970; `nil` before the first.
  public var lastCommit: Double?
  /// How many times lines were brought into the files.
  public var commits = 0
  /// How long that took in all.
  public var commitTime = Duration.zero
  /// How many times what was written was made to survive a power cut, beside the commits.
  public var synchronizations = 0
  /// How long that took in all.
  public var synchronizationTime = Duration.zero

  /// The counts that stand at the top of `/status`, and in the last line that a collector prints.
  public var metrics: [Metric] {
    [
      .counter("flood_keys_evicted", floodKeysEvicted, "Keys of the flood gate that were given up early."),
      .counter("held_back_untold", heldBackUntold, "Events held back of which no later record tells."),
      .counter(
        "unexplained_truncations",
        unexplainedTruncations,
        "Truncations of the files that no copy explains."
      ),
      .counter(
        "foreign_locks",
        foreignLocks,
        "Files that were opened while another program had their lock."
      ),
    ]
  }

  /// The metrics of ring, ledger, commits and synchronizations.
  public var groups: [MetricGroup] {
    [
      MetricGroup(
        "ring",
        [
          .gauge("used_bytes", key: "used", ringUsed, "Bytes of the ring that a recovery would need."),
          .gauge("capacity_bytes", key: "limit", ringCapacity, "The size of the ring."),
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
            .durations(count: commits, seconds: commitTime / .seconds(1)),
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
            .durations(count: synchronizations, seconds: synchronizationTime / .seconds(1)),
            "How long it took to make what was written survive a power cut."
          )
        ]
      ),
    ]
  }
}
