/// What the collector says of itself; `nil` where nobody has asked it.
public struct CollectorNumbers: Sendable, Hashable {
  /// In one word: `running`.
  public var state: String?
  /// Events that floods had held back from the records.
  public var heldBack: Int?
  /// Events of native daemons, which go to no record.
  public var dropped: Int?
  /// Gaps in what containers printed.
  public var gaps: Int?
  /// How far it is behind the containers, in seconds.
  public var lagSeconds: Double?

  /// Numbers.
  public init(
    state: String? = nil,
    heldBack: Int? = nil,
    dropped: Int? = nil,
    gaps: Int? = nil,
    lagSeconds: Double? = nil
  ) {
    self.state = state
    self.heldBack = heldBack
    self.dropped = dropped
    self.gaps = gaps
    self.lagSeconds = lagSeconds
  }
}
