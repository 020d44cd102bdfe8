public import Basics
internal import GRDB
internal import Records

extension RecordStore {
  /// The longest pause within a session, by default.
  public static let sessionGap = Duration.seconds(900)

  private static let longestGap = Duration.seconds(31_536_000)

  /// Sessions, those that ended last first. Events without an attacker's address are in none.
  ///
  /// - Parameters:
  ///   - query: which events count.
  ///   - gap: the longest pause within a session; a year at most.
  /// - Throws: ``StoreError``.
  public func sessions(
    _ query: StoreQuery = StoreQuery(),
    gap: Duration = RecordStore.sessionGap
  ) throws(StoreError) -> [SessionSummary] {
    try read("read") { db in
      let first = query.passedOver
      let gap = min(max(gap, .zero), Self.longestGap).components
      let nanoseconds = gap.seconds * 1_000_000_000 + gap.attoseconds / 1_000_000_000
      var table = SessionTable(gap: nanoseconds, wanted: first..<first + query.count)
      try EventScan(query, db).run(isDescending: true) { event in
        event.attacker == 0 || table.add(event)
      }
      table.finish()
      return try table.found.map { session in
        SessionSummary(
          attacker: try Names.text("address", of: session.key.attacker, in: "attacker", db),
          decky: try Names.text("name", of: session.key.decky, in: "decky", db),
          start: RecordTime(nanoseconds: session.start),
          end: RecordTime(nanoseconds: session.end),
          events: session.events,
          services: try Names.sorted(session.services, in: "service", db),
          eventTypes: try Names.sorted(session.eventTypes, in: "event_type", db),
          credentials: session.credentials.count
        )
      }
    }
  }
}
