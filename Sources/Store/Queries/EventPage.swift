/// Some events, and where those after them begin.
public struct EventPage: Sendable, Hashable, Codable {
  /// The events.
  public var events: [StoredEvent]
  /// To ask for those after them; `nil` where there are none.
  public var next: EventCursor?
}
