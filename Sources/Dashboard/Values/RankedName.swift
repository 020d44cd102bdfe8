/// A name, and how many events have it.
public struct RankedName: Sendable, Codable, Hashable {
  /// The name; text from records.
  public var name: String
  /// The events.
  public var events: Int

  /// A row of a ranking.
  public init(name: String, events: Int) {
    self.name = name
    self.events = events
  }
}
