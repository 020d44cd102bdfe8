/// Which events are wanted; all conditions hold together.
public struct EventQuery: Sendable, Codable, Hashable {
  /// The most events of a page.
  public static let maximumLimit = 200

  /// Only of this attacker.
  public var attacker: String?
  /// Only of this decky.
  public var decky: String?
  /// Only of this service.
  public var service: String?
  /// Only of this type.
  public var eventType: String?
  /// Only with this text somewhere in it; how it is found is the source's to say.
  public var text: String?
  /// Only observed then or later; nanoseconds since 1970.
  public var since: Int64?
  /// The most events; 1 to ``maximumLimit``.
  public var limit: Int
  /// The most bytes that the records of the page have together; the first counts as fitting, however long it is.
  public var bytes: Int
  /// Where to go on: ``EventPage/next`` of the page before.
  public var cursor: String?

  /// A query; without conditions it is for all events.
  public init(
    attacker: String? = nil,
    decky: String? = nil,
    service: String? = nil,
    eventType: String? = nil,
    text: String? = nil,
    since: Int64? = nil,
    limit: Int = 50,
    bytes: Int = 1 << 20,
    cursor: String? = nil
  ) {
    self.attacker = attacker
    self.decky = decky
    self.service = service
    self.eventType = eventType
    self.text = text
    self.since = since
    self.limit = limit
    self.bytes = bytes
    self.cursor = cursor
  }
}
