internal import Basics
internal import GRDB
internal import Records

/// What the indices contain of an event.
struct ScannedEvent {
  static let columns = Self.columns()
  /// The columns behind ``columns`` that need ``joins``.
  static let detailColumns = "event_detail.session, event_detail.credentials, session.first_time"
  static let joins = """
    LEFT JOIN event_detail ON event_detail.id = event.id LEFT JOIN session ON session.id = event_detail.session
    """

  /// - Parameters:
  ///   - attacker: stands for the attacker's number.
  ///   - credential: stands for the credential's number.
  static func columns(attacker: String = "event.attacker", credential: String = "event.credential") -> String
  {
    "event.id, event.time, \(attacker), event.decky, event.service, event.event_type, \(credential)"
  }

  let id: Int64
  let time: Int64
  let attacker: Int64
  let decky: Int64
  let service: Int64
  let eventType: Int64
  let credential: Int64
  /// The session that the honeypot named; 0 if none, or if not asked for.
  var session: Int64 = 0
  /// How many credentials there are besides the first.
  var further: Int64 = 0
  /// No later than the first event of the session.
  var sessionStart: Int64 = 0

  /// Reads a row that begins with ``columns``, and with ``detailColumns`` behind them if it `hasDetails`.
  @inline(__always)
  init(_ row: borrowing Query, hasDetails: Bool = false) {
    id = row.int(0)
    time = row.int(1)
    attacker = row.int(2)
    decky = row.int(3)
    service = row.int(4)
    eventType = row.int(5)
    credential = row.int(6)
    guard hasDetails else { return }
    session = row.int(7)
    further = row.int(8)
    sessionStart = row.int(9)
  }
}

/// The credentials of an event besides the first.
enum FurtherCredentials {
  static func of(_ event: Int64, _ database: Database) throws -> [Int64] {
    let statement = try Query(database, "SELECT credential FROM event_credential WHERE event = ?")
    try statement.bind(1, event)
    var credentials: [Int64] = []
    while try statement.step() { credentials.append(statement.int(0)) }
    return credentials
  }
}

extension StoreQuery {
  var expression: String? { words.flatMap { FullText.expression(for: $0) } }

  /// Whether all records match.
  var wantsAll: Bool { filter.wantsAll && expression == nil }
}

/// Visits the events that match a query, in order of time.
///
/// The indices contain everything that is counted; only a filter by text reads the events themselves, and only one by
/// session or protocol their details.
struct EventScan {
  enum Scope {
    case all
    case attacker(Int64)
    case credential(Int64)
  }

  /// What the rows are.
  enum Rows {
    case events
    /// Events with the session that the honeypot named; those without an address have their session's attacker.
    case sessions
    /// One for each credential of an event but the first, in any order.
    case furtherCredentials
    /// Events whose address a client can set, in any order.
    case fromClients
  }

  /// The number of rows between two looks at the cancellation.
  private static let cancellationInterval = 1024

  private let database: Database
  private let cancellation: QueryCancellation?
  private let conditions: [String]
  private let values: [Int64]
  /// The wanted names of sessions.
  private let sessions: [String]
  private let expression: String?
  /// `nil` if the attacker does not matter.
  private let attackers: Set<Int64>?
  /// The part of the filter that needs the record itself.
  private let textFilter: RecordFilter?

  init(_ query: StoreQuery, _ database: Database) throws {
    self.database = database
    cancellation = query.cancellation
    let filter = query.filter
    expression = query.expression
    var conditions: [String] = []
    var values: [Int64] = []
    if let since = filter.since {
      conditions.append("event.time >= ?")
      values.append(since.nanoseconds)
    }
    if let until = filter.until {
      conditions.append("event.time < ?")
      values.append(until.nanoseconds)
    }
    for (table, names) in [
      ("decky", filter.deckies), ("service", filter.services), ("event_type", filter.events),
    ]
    where !names.isEmpty {
      let ids = try names.compactMap { try Self.id(of: $0, in: table, database) }
      conditions.append("event.\(table) IN (\(ids.map { "\($0)" }.joined(separator: ",")))")
    }
    attackers = filter.attackers.isEmpty ? nil : try Self.attackers(in: filter.attackers, database)
    if attackers?.isEmpty == true { conditions.append("FALSE") }
    sessions = filter.sessions
    if !filter.protocols.isEmpty {
      let ids = try filter.protocols.compactMap { try Self.id(of: $0, in: "protocol", database) }
      let detail = "SELECT 1 FROM event_detail WHERE event_detail.id = event.id AND event_detail.protocol IN"
      conditions.append(
        ids.isEmpty ? "FALSE" : "EXISTS (\(detail) (\(ids.map { "\($0)" }.joined(separator: ","))))"
      )
    }
    var textFilter = RecordFilter()
    textFilter.text = filter.text
    self.textFilter = filter.text == nil ? nil : textFilter
    self.conditions = conditions
    self.values = values
  }

  /// Whether the indices are not enough.
  var readsTexts: Bool { expression != nil || textFilter != nil }

  /// Passes the events to `body` until that returns `false`.
  ///
  /// - Parameters:
  ///   - bound: a further condition, and the values of its question marks.
  ///   - byID: whether events of the same time are sorted by their numbers.
  func run(
    _ scope: Scope = .all,
    isDescending: Bool = false,
    bound: (condition: String, values: [Int64])? = nil,
    byID: Bool = false,
    _ body: (ScannedEvent) throws -> Bool
  ) throws {
    let sql = sql(scope, isDescending: isDescending, bound: bound?.condition, byID: byID)
    try run(sql, values + (bound?.values ?? []), textColumn: 7, body)
  }

  /// Passes the events, and then each once more for every further credential, with that as its credential.
  func runCredentials(_ scope: Scope = .all, _ body: (ScannedEvent) throws -> Void) throws {
    try run(scope) { event in
      try body(event)
      return true
    }
    guard try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM event_credential)") == true else {
      return
    }
    try run(sql(scope, rows: .furtherCredentials), values, textColumn: 7) { event in
      try body(event)
      return true
    }
  }

  /// Passes the events whose address a client can set.
  func runFromClients(_ scope: Scope = .all, _ body: (ScannedEvent) throws -> Void) throws {
    let any = "SELECT EXISTS (SELECT 1 FROM event_detail WHERE header > 0)"
    guard try Bool.fetchOne(database, sql: any) == true else { return }
    try run(sql(scope, rows: .fromClients), values, textColumn: 7) { event in
      try body(event)
      return true
    }
  }

  /// Passes the events, the newest first, with the sessions that honeypots named, until `body` returns `false`.
  ///
  /// An event without an address has the attacker of its session.
  func runSessions(_ body: (ScannedEvent) throws -> Bool) throws {
    let sql = sql(.all, isDescending: true, rows: .sessions, hasUnknown: try hasUnknown())
    try run(sql, values, textColumn: 10, hasDetails: true, body)
  }

  /// Whether a session of the one wanted attacker has events without an address.
  private func hasUnknown() throws -> Bool {
    guard let attackers, attackers.count == 1, let only = attackers.first else { return false }
    let statement = try Query(
      database,
      "SELECT 1 FROM session WHERE attacker = ? AND attacker > 0 AND has_unknown = 1 LIMIT 1"
    )
    try statement.bind(1, only)
    return try statement.step()
  }

  private func run(
    _ sql: String,
    _ values: [Int64],
    textColumn: Int32,
    hasDetails: Bool = false,
    _ body: (ScannedEvent) throws -> Bool
  ) throws {
    // The text contains ids: too many different ones to cache.
    let statement = try Query(database, sql, isKept: false)
    var index: Int32 = 1
    for value in values {
      try statement.bind(index, value)
      index += 1
    }
    for text in sessions + (expression.map { [$0] } ?? []) {
      try statement.bind(index, text)
      index += 1
    }
    var rows = 0
    while try statement.step() {
      rows &+= 1
      if rows.isMultiple(of: Self.cancellationInterval), cancellation?.isCancelled == true {
        throw StoreError(.cancelled, "the query was cancelled")
      }
      if let attackers, !attackers.contains(statement.int(2)) { continue }
      if let textFilter {
        guard let record = statement.withBytes(textColumn, { EventRecord(json: $0) }),
          textFilter.matches(record)
        else { continue }
      }
      guard try body(ScannedEvent(statement, hasDetails: hasDetails)) else { return }
    }
  }

  /// - Parameter hasUnknown: whether events without an address may be those of the one wanted attacker.
  func sql(
    _ scope: Scope,
    isDescending: Bool = false,
    bound: String? = nil,
    byID: Bool = false,
    rows: Rows = .events,
    hasUnknown: Bool = false
  ) -> String {
    var conditions = conditions + (bound.map { [$0] } ?? [])
    var from = "event INDEXED BY event_by_"
    switch scope {
    case .all:
      let only = attackers?.count == 1 && !hasUnknown ? attackers?.first : nil
      from += only == nil ? "time" : "attacker"
      // The events of a session are few: they are looked up, and sorted.
      if !sessions.isEmpty { from = "event NOT INDEXED" }
      if let only { conditions.append("event.attacker = \(only)") }
    case .attacker(let id):
      from += "attacker"
      conditions.append("event.attacker = \(id)")
    case .credential(let id) where rows == .furtherCredentials:
      // The order of the tables is that of the words.
      from = "event_credential CROSS JOIN event ON event.id = event_credential.event"
      conditions.append("event_credential.credential = \(id)")
    case .credential(let id):
      from += "credential"
      conditions.append("event.credential = \(id) AND event.credential > 0")
    }
    if !sessions.isEmpty {
      let names = sessions.map { _ in "?" }.joined(separator: ",")
      conditions.append(
        """
        event.id IN (SELECT event_detail.id FROM event_detail WHERE event_detail.session > 0 AND event_detail.session IN
          (SELECT session.id FROM session WHERE session.name IN (\(names))))
        """
      )
    }
    if expression != nil {
      conditions.append("event.id IN (SELECT rowid FROM event_text WHERE event_text MATCH ?)")
    }
    var columns = ScannedEvent.columns
    switch rows {
    case .events: break
    case .sessions:
      columns =
        ScannedEvent.columns(attacker: "iif(event.attacker > 0, event.attacker, ifnull(session.attacker, 0))")
        + ", " + ScannedEvent.detailColumns
      from += " " + ScannedEvent.joins
    case .furtherCredentials:
      columns = ScannedEvent.columns(credential: "event_credential.credential")
      if case .credential = scope { break }
      from += " CROSS JOIN event_credential ON event_credential.event = event.id"
    case .fromClients:
      from += " CROSS JOIN event_detail ON event_detail.id = event.id AND event_detail.header = 1"
    }
    let direction = isDescending ? "DESC" : "ASC"
    let isOrdered = rows == .events || rows == .sessions
    return
      "SELECT \(columns)\(textFilter == nil ? "" : ", event.json") FROM \(from)"
      + (conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))")
      + (isOrdered ? " ORDER BY event.time \(direction)\(byID ? ", event.id \(direction)" : "")" : "")
  }

  private static func id(of name: String, in table: String, _ database: Database) throws -> Int64? {
    let statement = try Query(database, "SELECT id FROM \(table) WHERE name = ?")
    try statement.bind(1, name)
    return try statement.step() ? statement.int(0) : nil
  }

  private static func attackers(in ranges: [AddressRange], _ database: Database) throws -> Set<Int64> {
    var ids: Set<Int64> = []
    for range in ranges {
      let statement = try Query(database, "SELECT id FROM attacker WHERE sort_key BETWEEN ? AND ?")
      let keys = range.sortKeys
      try statement.bind(1, blob: keys.first)
      try statement.bind(2, blob: keys.last)
      while try statement.step() { ids.insert(statement.int(0)) }
    }
    return ids
  }
}
