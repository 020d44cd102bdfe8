internal import GRDB

/// The different names, attackers and credentials in some events.
struct EventTraces {
  private(set) var attackers: Set<Int64> = []
  private(set) var deckies: Set<Int64> = []
  private(set) var services: Set<Int64> = []
  private(set) var credentials: Set<Int64> = []
  /// How many events have an address that a client can set.
  var fromClients = 0

  mutating func add(_ event: ScannedEvent) {
    if event.attacker > 0 { attackers.insert(event.attacker) }
    deckies.insert(event.decky)
    services.insert(event.service)
    if event.credential > 0 { credentials.insert(event.credential) }
  }
}

extension EventScan {
  /// Counts the events of each attacker or credential, the most frequent first; events without one are left out.
  func sightings(by subject: KeyPath<ScannedEvent, Int64>) throws -> [(id: Int64, sighting: Sighting)] {
    var sightings: [Int64: Sighting] = [:]
    func add(_ event: ScannedEvent) {
      let id = event[keyPath: subject]
      if id > 0 { sightings[id, default: Sighting()].add(event.time) }
    }
    if subject == \.credential {
      try runCredentials { add($0) }
    } else {
      try run { event in
        add(event)
        return true
      }
    }
    return sightings.map { ($0, $1) }.sorted { ($1.sighting.count, $0.id) < ($0.sighting.count, $1.id) }
  }

  /// What the events of some attackers or credentials contain; `scope` selects the events of one of them.
  func traces(
    of ids: [Int64],
    by subject: KeyPath<ScannedEvent, Int64>,
    _ scope: (Int64) -> Scope
  ) throws -> [Int64: EventTraces] {
    var traces: [Int64: EventTraces] = [:]
    guard !readsTexts else {
      // Searching the texts once costs less than searching them for each.
      for id in ids { traces[id] = EventTraces() }
      try runCredentials { event in traces[event[keyPath: subject]]?.add(event) }
      if subject == \.attacker { try runFromClients { traces[$0.attacker]?.fromClients += 1 } }
      return traces
    }
    for id in ids {
      var found = EventTraces()
      try runCredentials(scope(id)) { event in found.add(event) }
      if subject == \.attacker { try runFromClients(scope(id)) { _ in found.fromClients += 1 } }
      traces[id] = found
    }
    return traces
  }
}

extension Sighting {
  /// The counts of all attackers or credentials, which the tables keep; the most frequent first.
  ///
  /// - Parameters:
  ///   - table: has `first_time` and `last_time`.
  ///   - count: the column that has the count.
  ///   - most: how many are wanted.
  static func all(in table: String, _ count: String, most: Int, _ db: Database) throws
    -> [(id: Int64, sighting: Sighting)]
  {
    let statement = try Query(
      db,
      """
      SELECT id, \(count), first_time, last_time FROM \(table) WHERE \(count) > 0
      ORDER BY \(count) DESC, id LIMIT ?
      """
    )
    try statement.bind(1, Int64(most))
    var sightings: [(id: Int64, sighting: Sighting)] = []
    while try statement.step() {
      let sighting = Sighting(count: statement.int(1), first: statement.int(2), last: statement.int(3))
      sightings.append((statement.int(0), sighting))
    }
    return sightings
  }
}
