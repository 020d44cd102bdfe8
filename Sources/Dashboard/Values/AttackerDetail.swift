/// What one attacker has done in a stretch of time.
public struct AttackerDetail: Sendable, Codable, Hashable {
  /// The address, however it was spelled in the question: in the form that rankings have it in.
  public var address: String
  /// When the first event was observed; nanoseconds since 1970.
  public var first: Int64
  /// When the last event was observed; nanoseconds since 1970.
  public var last: Int64
  /// How many events there are.
  public var events: Int
  /// The deckies with the most events.
  public var deckies: [RankedName]
  /// The services with the most events.
  public var services: [RankedName]
  /// The most frequent event types.
  public var eventTypes: [RankedName]
  /// The credentials that were tried most often.
  public var credentials: [RankedCredential]
  /// Events over time.
  public var timeline: Timeline
  /// The sessions, the newest first; a bounded number of them.
  public var sessions: [AttackerSession]

  /// What is known of an attacker.
  public init(
    address: String,
    first: Int64,
    last: Int64,
    events: Int,
    deckies: [RankedName],
    services: [RankedName],
    eventTypes: [RankedName],
    credentials: [RankedCredential],
    timeline: Timeline,
    sessions: [AttackerSession]
  ) {
    self.address = address
    self.first = first
    self.last = last
    self.events = events
    self.deckies = deckies
    self.services = services
    self.eventTypes = eventTypes
    self.credentials = credentials
    self.timeline = timeline
    self.sessions = sessions
  }
}
