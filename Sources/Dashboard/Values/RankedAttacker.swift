/// An attacker, and how many events are theirs.
public struct RankedAttacker: Sendable, Codable, Hashable {
  /// The address, or `Unknown`; text from records.
  public var address: String
  /// The events.
  public var events: Int
  /// When the last one was observed; nanoseconds since 1970.
  public var last: Int64

  /// A row of a ranking.
  public init(address: String, events: Int, last: Int64) {
    self.address = address
    self.events = events
    self.last = last
  }
}
