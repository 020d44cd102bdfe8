import Basics
import Dashboard
import Dispatch
import Records
import Store
import Telemetry

/// The dashboard's rows, out of a store.
///
/// The store's calls block their thread for as long as the disk takes: they have threads of their own.
struct StoreDashboardSource: DashboardSource {
  /// How many sessions of an attacker are shown.
  private static let sessions = 50
  /// How many rows each ranking of an attacker has.
  private static let top = 10

  /// There is no store yet: it is locked, or its disk is full.
  private struct NotOpen: Error, CustomStringConvertible {
    let description = "the store could not be opened yet"
  }

  private let store: @Sendable () -> RecordStore?
  private let collectorStatus: @Sendable () async -> CollectorStatus
  private let queue = DispatchQueue(label: "decklog.dashboard", attributes: .concurrent)

  /// - Parameters:
  ///   - store: gives the store; `nil` where it could not be opened yet.
  ///   - status: says how the collector is doing.
  init(
    _ store: @escaping @Sendable () -> RecordStore?,
    status: @escaping @Sendable () async -> CollectorStatus
  ) {
    self.store = store
    collectorStatus = status
  }

  func overview(since: Int64?, top: Int) async throws -> Overview {
    try await ask(StoreQuery(Self.filter(since: since), limit: top)) { store, query in
      let totals = try store.totals(query)
      return Overview(
        totals: Overview.Totals(
          events: totals.events,
          attackers: totals.attackers,
          deckies: totals.deckies,
          services: totals.services
        ),
        timeline: Self.timeline(try store.timeline(query)),
        attackers: try store.attackers(query).map {
          RankedAttacker(address: $0.address, events: $0.events, last: $0.last.nanoseconds)
        },
        deckies: try Self.ranking(.decky, query, store),
        services: try Self.ranking(.service, query, store),
        eventTypes: try Self.ranking(.eventType, query, store),
        credentials: try Self.credentials(query, store)
      )
    }
  }

  func attacker(_ address: String, since: Int64?) async throws -> AttackerDetail? {
    guard let range = AddressRange(address), range.isSingle else { return nil }
    var filter = Self.filter(since: since)
    filter.attackers = [range]
    return try await ask(StoreQuery(filter, limit: Self.top)) { store, query in
      var sessions = query
      sessions.limit = Self.sessions
      guard let attacker = try store.attackers(query).first else { return nil }
      return AttackerDetail(
        address: attacker.address,
        first: attacker.first.nanoseconds,
        last: attacker.last.nanoseconds,
        events: attacker.events,
        deckies: try Self.ranking(.decky, query, store),
        services: try Self.ranking(.service, query, store),
        eventTypes: try Self.ranking(.eventType, query, store),
        credentials: try Self.credentials(query, store),
        timeline: Self.timeline(try store.timeline(query)),
        sessions: try store.sessions(sessions).map {
          AttackerSession(
            start: $0.start.nanoseconds,
            end: $0.end.nanoseconds,
            decky: $0.decky,
            service: $0.services.joined(separator: ", "),
            events: $0.events
          )
        }
      )
    }
  }

  func events(_ query: EventQuery) async throws -> Dashboard.EventPage {
    let cursor = try query.cursor.map { text in
      guard let cursor = EventCursor(text) else { throw DashboardQueryError.badCursor }
      return cursor
    }
    var filter = Self.filter(since: query.since)
    filter.deckies = query.decky.map { [$0] } ?? []
    filter.services = query.service.map { [$0] } ?? []
    filter.events = query.eventType.map { [$0] } ?? []
    if let attacker = query.attacker {
      // Those of nobody whose address is known are not listed by it.
      guard let range = AddressRange(attacker) else { return Dashboard.EventPage(events: []) }
      filter.attackers = [range]
    }
    // Words are found by an index; what has none is looked for as it stands.
    let hasWords = query.text?.contains { $0.isLetter || $0.isNumber } ?? false
    if !hasWords { filter.text = query.text }
    let question = StoreQuery(filter, words: hasWords ? query.text : nil, limit: query.limit)
    let bytes = query.bytes
    return try await ask(question) { store, question in
      let page = try store.events(question, after: cursor, bytes: bytes)
      return Dashboard.EventPage(
        events: page.events.map {
          Dashboard.StoredEvent(id: $0.id, time: $0.time.nanoseconds, record: Array($0.json.utf8))
        },
        next: page.next.map(\.description)
      )
    }
  }

  func status() async throws -> DashboardStatus { DashboardStatus(await collectorStatus()) }

  /// Asks the store on a thread of its own; a question that is cancelled ends soon.
  private func ask<Answer: Sendable>(
    _ query: StoreQuery,
    _ question: @escaping @Sendable (RecordStore, StoreQuery) throws -> Answer
  ) async throws -> Answer {
    guard let store = store() else { throw NotOpen() }
    let cancellation = QueryCancellation()
    var query = query
    query.cancellation = cancellation
    return try await withTaskCancellationHandler { [query] in
      try await withCheckedThrowingContinuation { continuation in
        queue.async { continuation.resume(with: Result { try question(store, query) }) }
      }
    } onCancel: {
      cancellation.cancel()
    }
  }

  private static func filter(since: Int64?) -> RecordFilter {
    var filter = RecordFilter()
    filter.since = since.map { RecordTime(nanoseconds: $0) }
    return filter
  }

  private static func ranking(_ subject: Tally.Subject, _ query: StoreQuery, _ store: RecordStore) throws
    -> [RankedName]
  {
    try store.tally(subject, query).map { RankedName(name: $0.name, events: $0.events) }
  }

  private static func credentials(_ query: StoreQuery, _ store: RecordStore) throws -> [RankedCredential] {
    try store.credentials(query).map {
      RankedCredential(username: $0.username ?? "", password: $0.password ?? "", events: $0.attempts)
    }
  }

  private static func timeline(_ timeline: Store.Timeline) -> Dashboard.Timeline {
    Dashboard.Timeline(
      start: timeline.buckets.first?.start.nanoseconds ?? 0,
      width: Int64(timeline.width) * 1_000_000_000,
      counts: timeline.buckets.map(\.events)
    )
  }
}
