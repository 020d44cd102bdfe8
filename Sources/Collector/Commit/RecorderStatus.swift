public import StatusMetrics
import Telemetry

/// The state of journal and files after the last turn of the recorder's thread, available without waiting for a disk.
public struct RecorderStatus: Sendable {
  var floodKeysEvicted = 0
  var heldBackUnreported = 0
  var unexplainedTruncations = 0
  var foreignLocks = 0
  /// Files that other programs have locked now.
  var lockedElsewhere: [String] = []
  /// How many times the state directory was recreated because it had been moved or removed.
  var renewedStates = 0
  var ring = CollectorStatus.Usage()
  var ledgerEntries = 0
  var lastTurn = ContinuousClock.now
  /// When lines were last written to the files, in seconds since 1970; `nil` before the first.
  var lastCommit: Double?
  var commits = CollectorStatus.Durations()
  /// Synchronizations of the files, apart from commits.
  var synchronizations = CollectorStatus.Durations()

  /// What `/status` has at its top level, and what a collector prints last.
  public var metrics: [Metric] {
    [
      .counter("flood_keys_evicted", floodKeysEvicted, "Keys of the flood gate that were given up early."),
      .counter("held_back_untold", heldBackUnreported, "Events held back that no later record mentions."),
      .counter("unexplained_truncations", unexplainedTruncations, "File truncations that no copy explains."),
      .counter("foreign_locks", foreignLocks, "Files that were opened while another program had their lock."),
    ]
  }

  /// The status before the first turn.
  public init() {}
}

extension CollectorStatus.Durations {
  mutating func add(_ duration: Duration) {
    count += 1
    seconds += duration / .seconds(1)
  }
}
