/// A name and password that were tried together, and how often.
public struct RankedCredential: Sendable, Codable, Hashable {
  /// The name; text from records.
  public var username: String
  /// The password; text from records.
  public var password: String
  /// The events.
  public var events: Int

  /// A row of a ranking.
  public init(username: String, password: String, events: Int) {
    self.username = username
    self.password = password
    self.events = events
  }
}
