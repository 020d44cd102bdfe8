internal import Basics
internal import GRDB
package import Records

extension RecordStore {
  private static let longestGap = Duration.seconds(31_536_000)

  package func sessions(
    _ query: StoreQuery = StoreQuery(),
    gap: Duration = SessionSummary.defaultGap
  ) throws(StoreError) -> [SessionSummary] {
    try read { db in
      let gap = min(max(gap, .zero), Self.longestGap).components
      let nanoseconds = gap.seconds * 1_000_000_000 + gap.attoseconds / 1_000_000_000
      var table = SessionTable(gap: nanoseconds, wanted: query.ranks)
      try EventScan(query, db).runSessions { event in
        try event.attacker == 0 || table.add(event) { try FurtherCredentials.of(event.id, db) }
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
          credentials: session.credentials.count,
          session: session.key.session > 0
            ? try Names.text("name", of: session.key.session, in: "session", db) : nil
        )
      }
    }
  }
}

/// Groups events into sessions; takes them from the newest to the oldest.
private struct SessionTable {
  struct Key: Hashable {
    let attacker: Int64
    let decky: Int64
    /// The session that the honeypot named; 0 if none.
    let session: Int64
  }

  /// A session that earlier events may still extend.
  struct Open {
    let key: Key
    let end: Int64
    /// Its place among all sessions, the latest to end first.
    let rank: Int
    /// No event of the session that the honeypot named is from before this.
    let earliest: Int64
    var start: Int64
    var events = 0
    var services: Set<Int64> = []
    var eventTypes: Set<Int64> = []
    var credentials: Set<Int64> = []
  }

  /// The longest pause within a session that the honeypot named, in nanoseconds: its name may be used again.
  private static let longestPause = RecordTime.day
  /// The least time between two sweeps, in nanoseconds.
  private static let sweepInterval = 60 * RecordTime.second

  private let gap: Int64
  private let wanted: Range<Int>
  private var open: [Key: Open] = [:]
  /// How many of the open sessions are wanted.
  private var pending = 0
  private var ranks = 0
  private(set) var found: [Open] = []
  private var swept = Int64.max

  /// - Parameters:
  ///   - gap: the longest pause within a session, in nanoseconds.
  ///   - wanted: the ranks of the wanted sessions, the latest to end being 0.
  init(gap: Int64, wanted: Range<Int>) {
    self.gap = gap
    self.wanted = wanted
  }

  /// - Parameter further: the event's credentials besides the first.
  /// - Returns: whether further events can change the result.
  mutating func add(_ event: ScannedEvent, further: () throws -> [Int64]) rethrows -> Bool {
    sweep(before: event.time)
    let key = Key(attacker: event.attacker, decky: event.decky, session: event.session)
    if let session = open[key], isOver(session, at: event.time) { close(session) }
    if open[key] == nil {
      open[key] = Open(
        key: key,
        end: event.time,
        rank: ranks,
        earliest: event.sessionStart,
        start: event.time
      )
      if wanted.contains(ranks) { pending += 1 }
      ranks += 1
    }
    open[key]?.start = event.time
    if let rank = open[key]?.rank, wanted.contains(rank) {
      open[key]?.events += 1
      open[key]?.services.insert(event.service)
      open[key]?.eventTypes.insert(event.eventType)
      if event.credential > 0 { open[key]?.credentials.insert(event.credential) }
      if event.further > 0 { open[key]?.credentials.formUnion(try further()) }
    }
    return ranks < wanted.upperBound || pending > 0
  }

  /// Closes sessions that no event can extend any more, so that memory holds only recent ones.
  private mutating func sweep(before time: Int64) {
    guard Self.isLonger(than: max(gap, Self.sweepInterval), from: time, to: swept) else { return }
    swept = time
    for session in open.values where isOver(session, at: time) { close(session) }
  }

  /// Whether a session can't extend to a time before its start.
  private func isOver(_ session: Open, at time: Int64) -> Bool {
    guard session.key.session > 0 else { return Self.isLonger(than: gap, from: time, to: session.start) }
    return time < session.earliest
      || Self.isLonger(than: max(gap, Self.longestPause), from: time, to: session.start)
  }

  /// Whether a pause is too long for one session; records may claim to be centuries apart.
  private static func isLonger(than gap: Int64, from time: Int64, to later: Int64) -> Bool {
    let (earliest, isOverflow) = later.subtractingReportingOverflow(gap)
    return !isOverflow && time < earliest
  }

  private mutating func close(_ session: Open) {
    open[session.key] = nil
    guard wanted.contains(session.rank) else { return }
    pending -= 1
    found.append(session)
  }

  /// Closes the remaining sessions.
  mutating func finish() {
    for session in open.values { close(session) }
    found.sort { $0.rank < $1.rank }
  }
}
