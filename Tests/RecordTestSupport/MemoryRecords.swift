import Basics
package import Records
internal import Synchronization

/// Records in memory: answers questions by looking at each record.
package final class MemoryRecords: RecordQuerying {
  fileprivate struct Entry {
    let event: StoredEvent
    var record: EventRecord
  }

  private let entries: Mutex<[Entry]>
  /// The attackers of the sessions that honeypots name.
  private let attackers = Mutex<[[String]: String]>([:])
  private let willCount: @Sendable (StoreQuery) throws -> Void

  /// - Parameters:
  ///   - lines: records as in a record file, the oldest first.
  ///   - earlier: records that are gone, and still tell whose a session is.
  ///   - willCount: called before totals are counted.
  package init(
    _ lines: [String] = [],
    earlier: [String] = [],
    willCount: @escaping @Sendable (StoreQuery) throws -> Void = { _ in }
  ) {
    entries = Mutex([])
    self.willCount = willCount
    for line in earlier { note(StoredEvent(id: 0, time: RecordTime(nanoseconds: 0), json: line).record) }
    for line in lines { append(line) }
  }

  private func note(_ record: EventRecord) {
    guard let session = record.sessionKey, let attacker = record.attacker else { return }
    attackers.withLock { $0[session] = $0[session] ?? attacker }
  }

  package func append(_ line: String) {
    entries.withLock { entries in
      var event = StoredEvent(id: Int64(entries.count + 1), time: RecordTime(nanoseconds: 0), json: line)
      let record = event.record
      event.time = record.time ?? event.time
      note(record)
      entries.append(Entry(event: event, record: record))
    }
  }

  package func totals(_ query: StoreQuery) throws -> StoreTotals {
    try willCount(query)
    let entries = matching(query)
    return StoreTotals(
      events: entries.count,
      attackers: entries.count(\.record.canonicalAttacker),
      deckies: entries.count(\.record.decky),
      services: entries.count(\.record.service)
    )
  }

  package func attackers(_ query: StoreQuery) -> [AttackerSummary] {
    query.ranking(of: matching(query), by: { $0.record.canonicalAttacker.map { [$0] } ?? [] }).map {
      address,
      group in
      AttackerSummary(
        address: address,
        events: group.count,
        first: group[0].event.time,
        last: group[group.count - 1].event.time,
        deckies: group.count(\.record.decky),
        services: group.count(\.record.service),
        credentials: group.credentials,
        fromClients: group.count { $0.record.isAddressFromClient }
      )
    }
  }

  package func credentials(_ query: StoreQuery) -> [CredentialSummary] {
    query.ranking(of: matching(query), by: \.record.credentials).map { credential, group in
      CredentialSummary(
        username: credential.username,
        password: credential.password,
        attempts: group.count,
        attackers: group.count(\.record.canonicalAttacker),
        first: group[0].event.time,
        last: group[group.count - 1].event.time
      )
    }
  }

  package func tally(_ subject: Tally.Subject, _ query: StoreQuery) -> [Tally] {
    let ranking = query.ranking(of: matching(query)) { entry in
      switch subject {
      case .decky: [entry.record.decky]
      case .service: [entry.record.service]
      case .eventType: [entry.record.eventType]
      }
    }
    return ranking.map { Tally(name: $0, events: $1.count) }
  }

  package func sessions(_ query: StoreQuery, gap: Duration) -> [SessionSummary] {
    let known = attackers.withLock(\.self)
    let entries = matching(query) { record in
      guard record.attacker == nil, let session = record.sessionKey else { return }
      record.attackerIP = known[session] ?? record.attackerIP
    }
    let groups = Dictionary(grouping: entries.filter { $0.record.attacker != nil }) { entry in
      [entry.record.canonicalAttacker, entry.record.decky] + (entry.record.sessionKey ?? [])
    }
    let sessions = groups.values.flatMap { entries in
      var sessions: [[Entry]] = []
      let gap = entries[0].record.session == nil ? gap : max(gap, .seconds(86_400))
      for entry in entries {
        let pause = entry.event.time.nanoseconds - (sessions.last?.last?.event.time.nanoseconds ?? 0)
        if sessions.isEmpty || .nanoseconds(pause) > gap { sessions.append([]) }
        sessions[sessions.count - 1].append(entry)
      }
      return sessions.map { $0.session }
    }
    return Array(query.page(of: sessions.sorted { $0.end > $1.end }))
  }

  /// - Parameter width: not enlarged.
  package func timeline(_ query: StoreQuery, width: Int?) -> Timeline {
    let entries = matching(query)
    guard let first = entries.first?.event.seconds, let last = entries.last?.event.seconds else {
      return Timeline(width: width ?? 1, buckets: [])
    }
    let width = width ?? (last - first) / 60 + 1
    let groups = Dictionary(grouping: entries) { $0.event.seconds / width }
    return Timeline(
      width: width,
      buckets: (first / width...last / width).map { index in
        Timeline.Bucket(
          start: RecordTime(nanoseconds: Int64(index * width) * 1_000_000_000),
          events: groups[index]?.count ?? 0,
          attackers: groups[index]?.count(\.record.canonicalAttacker) ?? 0
        )
      }
    )
  }

  package func events(_ query: StoreQuery, isOldestFirst: Bool, after cursor: EventCursor?, bytes: Int)
    -> EventPage
  {
    let oldestFirst = matching(query).map(\.event)
    let events = isOldestFirst ? oldestFirst : oldestFirst.reversed()
    let start = cursor.flatMap { cursor in events.firstIndex { EventCursor(after: $0) == cursor } }
    var page = EventPage(events: [])
    var size = 0
    for event in events[(start.map { $0 + 1 } ?? 0)...] {
      size += event.json.utf8.count
      guard page.events.count < query.count, page.events.isEmpty || size <= bytes else {
        page.next = page.events.last.map { EventCursor(after: $0) }
        break
      }
      page.events.append(event)
    }
    return page
  }

  /// The matching entries, the oldest first; words are looked for as a text.
  private func matching(_ query: StoreQuery, _ change: (inout EventRecord) -> Void = { _ in }) -> [Entry] {
    var filter = query.filter
    filter.text = query.words ?? filter.text
    (filter.since, filter.until) = (nil, nil)
    let times = (since: query.filter.since, until: query.filter.until)
    let entries = entries.withLock(\.self).map { entry in
      var entry = entry
      change(&entry.record)
      return entry
    }
    return entries.filter { entry in
      times.since.map { entry.event.time >= $0 } ?? true && times.until.map { entry.event.time < $0 } ?? true
        && filter.matches(entry.record)
    }
    .sorted { ($0.event.time, $0.event.id) < ($1.event.time, $1.event.id) }
  }
}

extension EventRecord {
  /// What tells one of the honeypots' sessions from another.
  fileprivate var sessionKey: [String]? {
    session.map { [$0, decky, origin?.container ?? "-", origin?.id ?? "-", source ?? "-"] }
  }
}

extension StoredEvent {
  /// All test records are of 1970 or later.
  fileprivate var seconds: Int { Int(time.nanoseconds / 1_000_000_000) }
}

extension [MemoryRecords.Entry] {
  /// How many different values there are.
  fileprivate func count<Value: Hashable>(_ value: (Element) -> Value?) -> Int {
    Set(compactMap(value)).count
  }

  /// How many different credentials there are.
  fileprivate var credentials: Int { Set(flatMap(\.record.credentials)).count }

  /// The entries as one session.
  fileprivate var session: SessionSummary {
    SessionSummary(
      attacker: self[0].record.canonicalAttacker ?? "",
      decky: self[0].record.decky,
      start: self[0].event.time,
      end: self[count - 1].event.time,
      events: count,
      services: Set(map(\.record.service)).sorted(),
      eventTypes: Set(map(\.record.eventType)).sorted(),
      credentials: credentials,
      session: self[0].record.session
    )
  }
}

extension StoreQuery {
  /// The wanted groups of entries, the largest first.
  fileprivate func ranking<Key: Hashable>(
    of entries: [MemoryRecords.Entry],
    by keys: (MemoryRecords.Entry) -> [Key]
  ) -> ArraySlice<(key: Key, entries: [MemoryRecords.Entry])> {
    var groups: [Key: [MemoryRecords.Entry]] = [:]
    for entry in entries { for key in keys(entry) { groups[key, default: []].append(entry) } }
    let sorted = groups.map { (key: $0, entries: $1) }.sorted { first, second in
      (second.entries.count, first.entries[0].event.id) < (first.entries.count, second.entries[0].event.id)
    }
    return page(of: sorted)
  }
}
