import Collector
import Telemetry

extension CollectorStatus.Sessions {
  /// What became of shell sessions.
  init(_ counts: SessionCounts) {
    self.init()
    published = counts.published
    dropped = counts.dropped
    missedRecords = counts.missedRecords
    evictedCommands = counts.evictedCommands
    leftOutCommands = counts.leftOutCommands
    skippedSearches = counts.skippedSearches
    refusedTranscripts = counts.refusedTranscripts
  }
}
