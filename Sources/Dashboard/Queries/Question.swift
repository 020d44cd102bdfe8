import Basics
internal import Records

/// What is wrong with a query string.
struct QueryFault: Error, Hashable {
  let message: String
}

/// What a browser asks. Equal questions share an answer.
enum Question: Sendable, Hashable {
  case overview(TimeRange, top: Int)
  case attacker(String, TimeRange)
  /// The query is `nil` if no event can match.
  case events(StoreQuery?, TimeRange, after: EventCursor?)
  case status

  /// The paths that are answered.
  static let paths = ["/api/overview", "/api/attacker", "/api/events", "/api/status"]

  /// The longest name of a decky, service, type, session or protocol, and the longest address, in bytes. No record has longer ones.
  private static let nameLength = 255
  private static let textLength = 200
  private static let cursorLength = 512

  /// Reads the query of a request to one of ``paths``.
  init(path: String, query: String?) throws(QueryFault) {
    switch path {
    case "/api/overview":
      let parameters = try QueryParameters(query, known: ["range", "top"])
      self = .overview(try parameters.range(), top: try parameters.number("top", in: 1...50, preset: 10))
    case "/api/attacker":
      let parameters = try QueryParameters(query, known: ["address", "range"])
      guard let address = try parameters.text("address", atMost: Self.nameLength) else {
        throw QueryFault(message: "address is required")
      }
      self = .attacker(address, try parameters.range())
    case "/api/events":
      let names = [
        "attacker", "decky", "service", "type", "session", "protocol", "text", "range", "limit", "cursor",
      ]
      self = try Self.events(try QueryParameters(query, known: names))
    default:
      _ = try QueryParameters(query, known: [])
      self = .status
    }
  }

  private static func events(_ parameters: QueryParameters) throws(QueryFault) -> Question {
    let attacker = try parameters.text("attacker", atMost: nameLength)
    var query = StoreQuery()
    query.filter.deckies = try parameters.text("decky", atMost: nameLength).map { [$0] } ?? []
    query.filter.services = try parameters.text("service", atMost: nameLength).map { [$0] } ?? []
    query.filter.events = try parameters.text("type", atMost: nameLength).map { [$0] } ?? []
    query.filter.sessions = try parameters.text("session", atMost: nameLength).map { [$0] } ?? []
    query.filter.protocols = try parameters.text("protocol", atMost: nameLength).map { [$0] } ?? []
    // Words are looked up in an index; text without any is searched for as it is.
    let text = try parameters.text("text", atMost: textLength)
    if text?.contains(where: { $0.isLetter || $0.isNumber }) ?? false {
      query.words = text
    } else {
      query.filter.text = text
    }
    query.limit = try parameters.number("limit", in: 1...200, preset: 50)
    let cursorText = try parameters.text("cursor", atMost: cursorLength)
    let range = try parameters.range()
    let cursor = cursorText.flatMap { EventCursor($0) }
    guard (cursor == nil) == (cursorText == nil) else {
      throw QueryFault(message: "cursor is the value of next in the page before")
    }
    guard let attacker else { return .events(query, range, after: cursor) }
    // Filters find attackers by their address only.
    guard let address = AddressRange(attacker) else { return .events(nil, range, after: cursor) }
    query.filter.attackers = [address]
    return .events(query, range, after: cursor)
  }

  /// An example of a valid request.
  static func example(of path: String) -> String {
    switch path {
    case "/api/overview": "/api/overview?range=24h&top=10"
    case "/api/attacker": "/api/attacker?address=203.0.113.9&range=7d"
    case "/api/events": "/api/events?service=ssh&text=login&range=24h&limit=50"
    default: path
    }
  }

  /// Whether the answer is kept for a moment, because every open page keeps asking for it.
  var isCached: Bool {
    switch self {
    case .overview, .status: true
    case .attacker, .events: false
    }
  }
}

/// How far back a question goes.
enum TimeRange: String, Sendable, Hashable, CaseIterable {
  case hour = "1h"
  case day = "24h"
  case week = "7d"
  case month = "30d"
  case all

  private var hours: Int64? {
    switch self {
    case .hour: 1
    case .day: 24
    case .week: 7 * 24
    case .month: 30 * 24
    case .all: nil
    }
  }

  /// The start of the range, if it has one. `now` is in nanoseconds since 1970.
  func since(_ now: Int64) -> RecordTime? {
    hours.map { RecordTime(nanoseconds: now - $0 * 3_600_000_000_000) }
  }
}
