/// What a browser wants to know. Two that are equal get the same answer.
enum Question: Sendable, Hashable {
  case overview(TimeRange, top: Int)
  case attacker(String, TimeRange)
  case events(EventQuery, TimeRange)
  case status

  /// The paths that have answers.
  static let paths = ["/api/overview", "/api/attacker", "/api/events", "/api/status"]

  /// The longest name of a decky, service or type, and the longest address; bytes. Records have no longer ones.
  private static let nameLength = 255
  private static let textLength = 200
  private static let cursorLength = 512

  /// Reads the question of a request to one of ``paths``.
  init(path: String, query: String?, pageBytes: Int) throws(QueryFault) {
    switch path {
    case "/api/overview":
      let parameters = try QueryParameters(query, known: ["range", "top"])
      self = .overview(try parameters.range(), top: try parameters.number("top", in: 1...50, preset: 10))
    case "/api/attacker":
      let parameters = try QueryParameters(query, known: ["address", "range"])
      guard let address = try parameters.text("address", atMost: Self.nameLength) else {
        throw QueryFault(message: "address is wanted")
      }
      self = .attacker(address, try parameters.range())
    case "/api/events":
      let names = ["attacker", "decky", "service", "type", "text", "range", "limit", "cursor"]
      let parameters = try QueryParameters(query, known: names)
      let query = EventQuery(
        attacker: try parameters.text("attacker", atMost: Self.nameLength),
        decky: try parameters.text("decky", atMost: Self.nameLength),
        service: try parameters.text("service", atMost: Self.nameLength),
        eventType: try parameters.text("type", atMost: Self.nameLength),
        text: try parameters.text("text", atMost: Self.textLength),
        limit: try parameters.number("limit", in: 1...EventQuery.maximumLimit, preset: 50),
        bytes: pageBytes,
        cursor: try parameters.text("cursor", atMost: Self.cursorLength)
      )
      self = .events(query, try parameters.range())
    default:
      _ = try QueryParameters(query, known: [])
      self = .status
    }
  }

  /// A request that would be answered.
  static func example(of path: String) -> String {
    switch path {
    case "/api/overview": "/api/overview?range=24h&top=10"
    case "/api/attacker": "/api/attacker?address=203.0.113.9&range=7d"
    case "/api/events": "/api/events?service=ssh&text=login&range=24h&limit=50"
    default: path
    }
  }

  /// Whether the answer is given again for a moment: all open pages ask for it all the time.
  var isCached: Bool {
    switch self {
    case .overview, .status: true
    case .attacker, .events: false
    }
  }
}
