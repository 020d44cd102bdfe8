/// Some events, and where to go on.
public struct EventPage: Sendable, Codable, Hashable {
  /// The events, the newest first.
  public var events: [StoredEvent]
  /// What leads to the next page; `nil` where this is the last one. At most 512 bytes.
  public var next: String?

  /// A page.
  public init(events: [StoredEvent], next: String? = nil) {
    self.events = events
    self.next = next
  }
}
