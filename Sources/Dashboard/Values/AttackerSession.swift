/// A stretch of time in which an attacker was busy with one service of one decky.
public struct AttackerSession: Sendable, Codable, Hashable {
  /// When the first event was observed; nanoseconds since 1970.
  public var start: Int64
  /// When the last event was observed; nanoseconds since 1970.
  public var end: Int64
  /// The decky; text from records.
  public var decky: String
  /// The service; text from records.
  public var service: String
  /// The events.
  public var events: Int

  /// A session.
  public init(start: Int64, end: Int64, decky: String, service: String, events: Int) {
    self.start = start
    self.end = end
    self.decky = decky
    self.service = service
    self.events = events
  }
}
