internal import GRDB
package import Records

extension RecordStore {
  private static let longestGap = Duration.seconds(31_536_000)

  /// Sessions, the latest to end first; see ``RecordQuerying``.
  ///
  /// - Throws: ``StoreError``.
  package func sessions(
    _ query: StoreQuery = StoreQuery(),
    gap: Duration = SessionSummary.defaultGap
  ) throws(StoreError) -> [SessionSummary] {
    try read { db in
      let gap = min(max(gap, .zero), Self.longestGap).components
      let nanoseconds = gap.seconds * 1_000_000_000 + gap.attoseconds / 1_000_000_000
      var table = SessionTable(gap: nanoseconds, wanted: query.ranks)
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
