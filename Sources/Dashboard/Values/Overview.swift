/// What has happened in a stretch of time, summed up.
public struct Overview: Sendable, Codable, Hashable {
  /// How many there are of what.
  public struct Totals: Sendable, Codable, Hashable {
    /// Events.
    public var events: Int
    /// Different addresses of attackers.
    public var attackers: Int
    /// Different deckies.
    public var deckies: Int
    /// Different services.
    public var services: Int

    /// The numbers.
    public init(events: Int, attackers: Int, deckies: Int, services: Int) {
      self.events = events
      self.attackers = attackers
      self.deckies = deckies
      self.services = services
    }
  }

  /// The sums.
  public var totals: Totals
  /// Events over time.
  public var timeline: Timeline
  /// The attackers with the most events, the first before the others.
  public var attackers: [RankedAttacker]
  /// The deckies with the most events.
  public var deckies: [RankedName]
  /// The services with the most events.
  public var services: [RankedName]
  /// The most frequent event types.
  public var eventTypes: [RankedName]
  /// The credentials that were tried most often.
  public var credentials: [RankedCredential]

  /// An overview.
  public init(
    totals: Totals,
    timeline: Timeline,
    attackers: [RankedAttacker],
    deckies: [RankedName],
    services: [RankedName],
    eventTypes: [RankedName],
    credentials: [RankedCredential]
  ) {
    self.totals = totals
    self.timeline = timeline
    self.attackers = attackers
    self.deckies = deckies
    self.services = services
    self.eventTypes = eventTypes
    self.credentials = credentials
  }
}
