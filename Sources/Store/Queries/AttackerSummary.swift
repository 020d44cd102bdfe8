public import Records

/// What an attacker did.
public struct AttackerSummary: Sendable, Hashable, Codable {
  /// The address; the attacker's text where another writer's record has none.
  public var address: String
  /// How many events.
  public var events: Int
  /// The first of them.
  public var first: RecordTime
  /// The last of them.
  public var last: RecordTime
  /// On how many fake machines.
  public var deckies: Int
  /// On how many kinds of services.
  public var services: Int
  /// How many different credentials were tried.
  public var credentials: Int
}
