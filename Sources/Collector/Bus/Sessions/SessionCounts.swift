internal import StatusMetrics

/// What became of ended sessions and of what belongs to them.
public struct SessionCounts: Sendable, Hashable {
  /// Sessions whose event was given to the bus' client.
  public var published = 0
  /// Sessions without an event: there was no connection, or there were too many at once.
  public var dropped = 0
  /// Records of commands and sessions that were not looked at, because too many came at once.
  public var missedRecords = 0
  /// Commands that were forgotten before their time, because there were too many.
  public var evictedCommands = 0
  /// Commands for which there was no room in the event of their session.
  public var leftOutCommands = 0
  /// Sessions published without a look for their transcript, because too many waited for one or the collector ended.
  public var skippedSearches = 0
  /// Transcripts that were not read because they are no regular files, have a second name or could not be opened.
  public var refusedTranscripts = 0

  /// All zero.
  public init() {}
}

extension SessionCounts {
  /// The numbers as metrics.
  var metrics: [Metric] {
    [
      .counter("published", published, "Ended sessions given to the bus."),
      .counter("dropped", dropped, "Ended sessions dropped because the bus was away or there were too many."),
      .counter("missed_records", missedRecords, "Records of sessions dropped because too many came at once."),
      .counter("evicted_commands", evictedCommands, "Commands forgotten early to make room."),
      .counter(
        "left_out_commands",
        leftOutCommands,
        "Commands that did not fit into the event of their session."
      ),
      .counter(
        "skipped_searches",
        skippedSearches,
        "Sessions published without a search for their transcript."
      ),
      .counter("refused_transcripts", refusedTranscripts, "Transcripts not read because of what they are."),
    ]
  }
}
