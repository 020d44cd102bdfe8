public import Dashboard
import StatusMetrics
import Synchronization

/// A source in memory.
public final class MemorySource: DashboardSource {
  private let events: Mutex<[SampleEvent]>

  /// A source of events, the oldest first.
  public init(_ events: [SampleEvent]) {
    self.events = Mutex(events)
  }

  /// Adds an event, later than all others.
  public func append(_ event: SampleEvent) {
    events.withLock { $0.append(event) }
  }

  /// What has happened, counted anew each time.
  public func overview(since: Int64?, top: Int) async throws -> Overview {
    let events = events(since)
    let attackers = Dictionary(grouping: events, by: \.attacker)
    return Overview(
      totals: Overview.Totals(
        events: events.count,
        attackers: attackers.count,
        deckies: Set(events.map(\.decky)).count,
        services: Set(events.map(\.service)).count
      ),
      timeline: timeline(events, since),
      attackers: attackers.map { RankedAttacker(address: $0, events: $1.count, last: $1.last?.time ?? 0) }
        .sorted { ($0.events, $1.address) > ($1.events, $0.address) }.prefix(top).map(\.self),
      deckies: ranking(events, top, \.decky),
      services: ranking(events, top, \.service),
      eventTypes: ranking(events, top, \.type),
      credentials: credentials(events, top)
    )
  }

  /// What an attacker has done, counted anew each time.
  public func attacker(_ address: String, since: Int64?) async throws -> AttackerDetail? {
    let events = events(since).filter { $0.attacker == address }
    guard let first = events.first, let last = events.last else { return nil }
    let sessions = Dictionary(grouping: events) { [$0.decky, $0.service] }.values.map { events in
      AttackerSession(
        start: events[0].time,
        end: events[events.count - 1].time,
        decky: events[0].decky,
        service: events[0].service,
        events: events.count
      )
    }
    return AttackerDetail(
      address: address,
      first: first.time,
      last: last.time,
      events: events.count,
      deckies: ranking(events, 20, \.decky),
      services: ranking(events, 20, \.service),
      eventTypes: ranking(events, 20, \.type),
      credentials: credentials(events, 10),
      timeline: timeline(events, since),
      sessions: sessions.sorted { $0.start > $1.start }.prefix(10).map(\.self)
    )
  }

  /// Events; a cursor is the index of the event that was shown last.
  public func events(_ query: EventQuery) async throws -> EventPage {
    let all = events(query.since)
    guard let end = query.cursor.map({ Int($0) }) ?? all.count, (0...all.count).contains(end) else {
      throw DashboardQueryError.badCursor
    }
    var page = EventPage(events: [])
    var bytes = 0
    for index in (0..<end).reversed() where Self.matches(all[index], query) {
      let record = all[index].record
      guard page.events.count < query.limit, page.events.isEmpty || bytes + record.count <= query.bytes else {
        page.next = "\(index + 1)"
        break
      }
      bytes += record.count
      page.events.append(StoredEvent(id: Int64(index), time: all[index].time, record: record))
    }
    return page
  }

  /// A collector that is well.
  public func status() async throws -> DashboardStatus { DashboardStatus(.collecting(at: SampleText.now)) }

  private func events(_ since: Int64?) -> [SampleEvent] {
    events.withLock { events in events.filter { $0.time >= since ?? .min } }
  }

  private static func matches(_ event: SampleEvent, _ query: EventQuery) -> Bool {
    event.attacker == query.attacker ?? event.attacker && event.decky == query.decky ?? event.decky
      && event.service == query.service ?? event.service && event.type == query.eventType ?? event.type
      && (query.text.map { String(decoding: event.record, as: UTF8.self).contains($0) } ?? true)
  }

  private func ranking(
    _ events: [SampleEvent],
    _ top: Int,
    _ name: (SampleEvent) -> String
  ) -> [RankedName] {
    Dictionary(grouping: events, by: name).map { RankedName(name: $0, events: $1.count) }
      .sorted { ($0.events, $1.name) > ($1.events, $0.name) }.prefix(top).map(\.self)
  }

  private func credentials(_ events: [SampleEvent], _ top: Int) -> [RankedCredential] {
    let tried = events.compactMap { event -> [String]? in
      let names = ["username", "password"].compactMap { name in event.fields.first { $0.name == name }?.value
      }
      return names.count == 2 ? names : nil
    }
    return Dictionary(grouping: tried, by: \.self)
      .map { RankedCredential(username: $0[0], password: $0[1], events: $1.count) }
      .sorted { ($0.events, $1.username, $1.password) > ($1.events, $0.username, $0.password) }
      .prefix(top).map(\.self)
  }

  private func timeline(_ events: [SampleEvent], _ since: Int64?) -> Timeline {
    let end = SampleText.now
    let start = since ?? events.first?.time ?? end
    let width = max(1_000_000, (end - start) / 96 + 1)
    var counts = Array(repeating: 0, count: 96)
    for event in events { counts[max(0, min(95, Int((event.time - start) / width)))] += 1 }
    return Timeline(start: start, width: width, counts: counts)
  }
}
