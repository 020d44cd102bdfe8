extension CollectorStatus {
  /// Shell sessions whose ends are published on the bus.
  public struct Sessions: Sendable, Hashable {
    /// Sessions whose event was given to the bus.
    public var published = 0
    /// Sessions without an event, because the bus was away or too many ended at once.
    public var dropped = 0
    /// Records of commands and sessions that were not looked at, because too many came at once.
    public var missedRecords = 0
    /// Commands that were forgotten before their time to make room for others.
    public var evictedCommands = 0
    /// Commands that did not fit into the event of their session.
    public var leftOutCommands = 0
    /// Sessions that were published without a look for their transcript.
    public var skippedSearches = 0
    /// Transcripts that were not read because of what they are.
    public var refusedTranscripts = 0

    /// Nothing counted yet.
    public init() {}

    /// The numbers, with their names in `/status` and what `/metrics` says of them.
    var named: [(name: String, help: String, count: Int)] {
      [
        ("published", "Ended sessions given to the bus.", published),
        ("dropped", "Ended sessions dropped because the bus was away or there were too many.", dropped),
        ("missed_records", "Records of sessions dropped because too many came at once.", missedRecords),
        ("evicted_commands", "Commands forgotten early to make room.", evictedCommands),
        ("left_out_commands", "Commands that did not fit into the event of their session.", leftOutCommands),
        ("skipped_searches", "Sessions published without a search for their transcript.", skippedSearches),
        ("refused_transcripts", "Transcripts not read because of what they are.", refusedTranscripts),
      ]
    }
  }
}
