public import Records

/// How much there is.
public struct StoreTotals: Sendable, Hashable, Codable {
  /// How many events.
  public var events: Int
  /// How many attackers whose address is known.
  public var attackers: Int
  /// How many fake machines.
  public var deckies: Int
  /// How many kinds of services.
  public var services: Int
  /// How many different credentials were tried.
  public var credentials: Int
  /// The first event; `nil` where there are none.
  public var first: RecordTime?
  /// The last event; `nil` where there are none.
  public var last: RecordTime?
  /// The bytes of the whole store, whatever was asked for.
  public var size: Int
}
