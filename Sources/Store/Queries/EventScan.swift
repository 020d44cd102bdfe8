internal import Basics
internal import GRDB
internal import Records

/// What the indices contain of an event.
struct ScannedEvent {
  static let columns = "id, time, attacker, decky, service, event_type, credential"

  let id: Int64
  let time: Int64
  let attacker: Int64
  let decky: Int64
  let service: Int64
  let eventType: Int64
  let credential: Int64

  /// Reads a row that begins with ``columns``.
  @inline(__always)
  init(_ row: borrowing Query) {
    id = row.int(0)
    time = row.int(1)
    attacker = row.int(2)
    decky = row.int(3)
    service = row.int(4)
    eventType = row.int(5)
    credential = row.int(6)
  }
}

extension StoreQuery {
  var expression: String? { words.flatMap { FullText.expression(for: $0) } }

  /// Whether all records match.
  var wantsAll: Bool { filter.wantsAll && expression == nil }
}

/// Visits the events that match a query, in order of time.
///
/// The indices contain everything that is counted; only a filter by text reads the events themselves.
struct EventScan {
  enum Scope {
    case all
    case attacker(Int64)
    case credential(Int64)
  }

  /// The number of rows between two looks at the cancellation.
  private static let cancellationInterval = 1024

  private let database: Database
  private let cancellation: QueryCancellation?
  private let conditions: [String]
  private let values: [Int64]
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
      conditions.append("time >= ?")
      values.append(since.nanoseconds)
    }
    if let until = filter.until {
      conditions.append("time < ?")
      values.append(until.nanoseconds)
    }
    for (table, names) in [
      ("decky", filter.deckies), ("service", filter.services), ("event_type", filter.events),
    ]
    where !names.isEmpty {
      let ids = try names.compactMap { try Self.id(of: $0, in: table, database) }
      conditions.append("\(table) IN (\(ids.map { "\($0)" }.joined(separator: ",")))")
    }
    attackers = filter.attackers.isEmpty ? nil : try Self.attackers(in: filter.attackers, database)
    if let attackers, attackers.count == 1, let only = attackers.first {
      conditions.append("attacker = \(only)")
    }
    if attackers?.isEmpty == true { conditions.append("FALSE") }
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
    // The text contains ids: too many different ones to cache.
    let statement = try Query(database, sql(scope, isDescending, bound?.condition, byID), isKept: false)
    var index: Int32 = 1
    for value in values + (bound?.values ?? []) {
      try statement.bind(index, value)
      index += 1
    }
    if let expression { try statement.bind(index, expression) }
    var rows = 0
    while try statement.step() {
      rows &+= 1
      if rows.isMultiple(of: Self.cancellationInterval), cancellation?.isCancelled == true {
        throw StoreError(.cancelled, "the query was cancelled")
      }
      if let attackers, !attackers.contains(statement.int(2)) { continue }
      if let textFilter {
        guard let record = statement.withBytes(7, { EventRecord(json: $0) }), textFilter.matches(record)
        else { continue }
      }
      guard try body(ScannedEvent(statement)) else { return }
    }
  }

  func sql(_ scope: Scope, _ isDescending: Bool, _ bound: String?, _ byID: Bool) -> String {
    var conditions = conditions + (bound.map { [$0] } ?? [])
    let index: String
    switch scope {
    case .all where attackers?.count == 1: index = "event_by_attacker"
    case .all: index = "event_by_time"
    case .attacker(let id):
      index = "event_by_attacker"
      conditions.append("attacker = \(id)")
    case .credential(let id):
      index = "event_by_credential"
      conditions.append("credential = \(id) AND credential > 0")
    }
    if expression != nil {
      conditions.append("id IN (SELECT rowid FROM event_text WHERE event_text MATCH ?)")
    }
    let direction = isDescending ? "DESC" : "ASC"
    return
      "SELECT \(ScannedEvent.columns)\(textFilter == nil ? "" : ", json")"
      + " FROM event INDEXED BY \(index)"
      + (conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))")
      + " ORDER BY time \(direction)\(byID ? ", id \(direction)" : "")"
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
