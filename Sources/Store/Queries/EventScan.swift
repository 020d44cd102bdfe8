internal import Basics
internal import GRDB
internal import Records

/// Goes through the events that a question is about, in the order of their times.
///
/// The index by time has all that is counted, so that the events themselves need not be read; only a filter by text
/// does that.
struct EventScan {
  /// Which events are looked at.
  enum Scope {
    case all
    case attacker(Int64)
    case credential(Int64)
  }

  /// How many rows go by until it is asked again whether somebody wants the answer.
  private static let patience = 1024

  private let database: Database
  private let cancellation: QueryCancellation?
  private let filter: RecordFilter
  private let conditions: [String]
  private let values: [Int64]
  private let expression: String?
  /// `nil` where the attacker does not matter.
  private let attackers: Set<Int64>?
  /// Only what stands in the texts.
  private let textFilter: RecordFilter?

  init(_ query: StoreQuery, _ database: Database) throws {
    self.database = database
    cancellation = query.cancellation
    filter = query.filter
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

  /// Whether more than the indices must be read.
  var looksIntoTexts: Bool { expression != nil || textFilter != nil }

  /// Shows the events to `body` until that wants no more.
  ///
  /// - Parameters:
  ///   - bound: a further condition, and what its question marks stand for.
  ///   - order: what to sort by beyond the time.
  func run(
    _ scope: Scope = .all,
    isDescending: Bool = false,
    bound: (condition: String, values: [Int64])? = nil,
    byID: Bool = false,
    _ body: (ScannedEvent) throws -> Bool
  ) throws {
    // With ids in it, there is no end of texts.
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
      if rows.isMultiple(of: Self.patience), cancellation?.isCancelled == true {
        throw StoreError(.cancelled, "the question was withdrawn")
      }
      let attacker = statement.int(2)
      if let attackers, !attackers.contains(attacker) { continue }
      if let textFilter {
        guard let record = statement.withBytes(7, { EventRecord(json: $0) }), textFilter.matches(record)
        else { continue }
      }
      let event = ScannedEvent(
        id: statement.int(0),
        time: statement.int(1),
        attacker: attacker,
        decky: statement.int(3),
        service: statement.int(4),
        eventType: statement.int(5),
        credential: statement.int(6)
      )
      guard try body(event) else { return }
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
      "SELECT id, time, attacker, decky, service, event_type, credential\(textFilter == nil ? "" : ", json")"
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
