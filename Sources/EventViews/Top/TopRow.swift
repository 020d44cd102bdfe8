public import Records

/// What is told of one key.
public struct TopRow: Sendable, Hashable {
  /// An address, a name, or what else is counted.
  public var key: String
  /// Its events in the window.
  public var events: Int
  /// Whether it may have had fewer events: its place was taken over from a key that is not counted any more.
  public var isApproximate: Bool
  /// How many fake machines it was seen at; `nil` where that isn't counted.
  public var deckies: Int?
  /// The service or attacker that was seen last with it.
  public var note: String
  /// When it was seen last.
  public var lastSeen: RecordTime
}
