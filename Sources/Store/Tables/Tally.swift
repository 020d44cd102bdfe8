/// How many events have a name.
public struct Tally: Sendable, Hashable, Codable {
  /// What is counted.
  public enum Subject: String, Sendable, Hashable, Codable, CaseIterable {
    /// Fake machines.
    case decky
    /// Fake services.
    case service
    /// Event types.
    case eventType = "event_type"
  }

  /// The name.
  public var name: String
  /// How many events.
  public var events: Int
}
