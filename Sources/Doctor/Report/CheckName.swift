/// What is checked. The names are stable, and findings stand in this order.
public enum CheckName: String, Sendable, CaseIterable, Codable {
  /// Whether the engine answers, and how the connection is protected.
  case engine
  /// Whether the engine's clock is that of this host.
  case engineClock = "engine-clock"
  /// Which containers are of the fleet.
  case fleet
  /// Whether two of them have the same decky and service.
  case fleetNames = "fleet-names"
  /// Whether their logs can be read at all.
  case logDriver = "log-driver"
  /// Whether their logs are rotated, and not too soon.
  case logRotation = "log-rotation"
  /// Whether their logs are read from files or through the engine.
  case logSource = "log-source"
  /// The framework's state file.
  case stateFile = "state-file"
  /// The directory of the raw log.
  case logDirectory = "log-directory"
  /// Raw log, records and ledger.
  case logFiles = "log-files"
  /// What a restart needs.
  case stateDirectory = "state-directory"
  /// Room for raw log and records.
  case logSpace = "log-space"
  /// Room for ring and checkpoints.
  case stateSpace = "state-space"
  /// Whether this host's clock is kept in step.
  case clock
  /// The framework's bus.
  case bus
  /// How far who reads the records is behind.
  case consumer
  /// Whether somebody still writes to rotated files.
  case rotatedFiles = "rotated-files"
  /// Whether logrotate rotates the files so that nobody loses rows.
  case logrotate
  /// How far another program that has the records open is behind.
  case ingester
  /// Whether the framework's API may read the files.
  case fileModes = "file-modes"
  /// How many files may be open.
  case openFiles = "open-files"
  /// As whom the collector runs.
  case user
  /// How many watches of files there may be.
  case inotify
  /// Whether a collector runs, and how it says it is.
  case collector
  /// Whether the ledger is kept.
  case ledger
  /// Whether another collector writes the same files.
  case secondCollector = "second-collector"
  /// Whether systemd starts decklog, and only one collector.
  case unit
}
