public import Records

/// What one attacker did on one fake machine without a long pause.
public struct SessionSummary: Sendable, Hashable, Codable {
  /// The attacker's address.
  public var attacker: String
  /// The fake machine.
  public var decky: String
  /// The first event.
  public var start: RecordTime
  /// The last event.
  public var end: RecordTime
  /// How many events.
  public var events: Int
  /// The services, sorted.
  public var services: [String]
  /// The event types, sorted.
  public var eventTypes: [String]
  /// How many different credentials were tried.
  public var credentials: Int
}
