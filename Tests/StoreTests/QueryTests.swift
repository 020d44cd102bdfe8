import Basics
import GRDB
import Records
import RecordTestSupport
import Testing
import TestSupport

@testable import Store

/// What the store answers is what looking at each record would.
struct QueryTests {
  static let day: Int64 = 86_400_000_000_000
  static let start = RecordTime("2026-11-01 00:00:00")?.nanoseconds ?? 0
  /// How many queries each look at the same records is asked for.
  private static let queries = LongTests.count(short: 20, whole: 60)
  private static let attackers = [
    "203.0.113.1", "203.0.113.255", "203.0.114.1", "2001:db8::5", "2001:DB8:0::5", "::ffff:203.0.113.1",
    "::FFFF:cb00:7101", "fe80::1", "fe80::1%eth0", "FE80:0::1%eth0", "fe80::1%eth1", "Unknown", "localhost",
    "",
  ]

  /// Records of which each combination is likely.
  static func lines(_ random: inout SplitMix64, _ count: Int, withDetails: Bool = true) -> [RecordLine] {
    (0..<count).map { index in
      RecordLine { line in
        let time = start + Int64(random.below(30)) * day + Int64(random.below(2)) * 1_000_000_000
        line.observed = RecordTime(nanoseconds: time).rfc3339Seconds
        line.decky = random.pick(["omega", "alpha", "\"'; DROP TABLE event; --"])
        line.service = random.pick(["ssh", "http"])
        line.eventType = random.pick(["login_attempt", "connect", "command"])
        line.attacker = random.pick(attackers)
        if random.isOneIn(2) { line.fields.append(("username", random.pick(["root", "admin", "ROOT"]))) }
        if random.isOneIn(2) { line.fields.append(("password", random.pick(["p\"w", "", "пароль", "\0"]))) }
        line.message = random.pick(["Login failed", "login ok", "naïve\\path", "\u{1}x", "AND NOT"])
        line.rawLine = "<134>1 \(index) \(line.message)"
        if withDetails { addDetails(to: &line, &random) }
      }
    }
  }

  /// What declared formats have besides. A session is one attacker's, and some of its events have no address.
  private static func addDetails(to line: inout RecordLine, _ random: inout SplitMix64) {
    if random.isOneIn(3) {
      let known = attackers.indices.filter { !["Unknown", ""].contains(attackers[$0]) }
      let index = known.first { attackers[$0] == line.attacker } ?? random.pick(known)
      line.fields.append(("session", "s\(index)"))
      line.container = random.pick(["", "c1", "c2"])
      line.source = random.pick(["", "/log"])
    }
    if random.isOneIn(3) { line.fields.append(("protocol", random.pick(["ssh", "tcp"]))) }
    line.attribution = random.pick(["", "field", "header"])
    if random.isOneIn(4) {
      let first = line.fields.filter { ["username", "password"].contains($0.0) }
      let tried =
        [first.map { "\"\($0.0)\":\"x\"" }.joined(separator: ",")]
        + (0..<random.below(4)).map { _ in
          "\"username\":\"\(random.pick(["root", "admin", "pi"]))\",\"password\":\"\(random.pick(["", "pi"]))\""
        }
      let list = tried.map { "{\($0)}" }.joined(separator: ",")
      line.fields.append(("credentials", random.pick(["[\(list)]", "[\(list)]", "[\(list)", "x", "[]"])))
    }
  }

  static func query(_ random: inout SplitMix64) -> StoreQuery {
    var filter = RecordFilter()
    if random.isOneIn(3) { filter.deckies = [random.pick(["omega", "\"'; DROP TABLE event; --", "none"])] }
    if random.isOneIn(3) { filter.services = ["ssh", "none"] }
    if random.isOneIn(4) { filter.events = ["login_attempt", "connect"] }
    if random.isOneIn(3) {
      let ranges = [
        "203.0.113.0/24", "::ffff:203.0.113.1", "2001:db8::/32", "::ffff:0:0/96", "0.0.0.0/0", "::/0",
        "10.0.0.0/8", "fe80::/10", "fe80::1", "fe80::1%eth0",
      ]
      filter.attackers = [AddressRange(random.pick(ranges)), AddressRange(random.pick(ranges))].compactMap {
        $0
      }
    }
    if random.isOneIn(6) { filter.sessions = [random.pick(["s0", "s3", "s8"]), "s5", "none"] }
    if random.isOneIn(6) { filter.protocols = [random.pick(["ssh", "tcp", "none"])] }
    if random.isOneIn(3) { filter.since = RecordTime(nanoseconds: start + Int64(random.below(30)) * day) }
    if random.isOneIn(3) { filter.until = RecordTime(nanoseconds: start + Int64(random.below(30)) * day) }
    if random.isOneIn(3) {
      filter.text = random.pick(["LOGIN", "\\path", "\"w", "пароль", "\0", "%", "_", "", "9 l"])
    }
    return StoreQuery(filter, limit: 1 + random.below(40), offset: random.isOneIn(2) ? 0 : random.below(5))
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `Answers are those of a look at each record`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var harness = try StoreHarness()
    let lines = Self.lines(&random, 400)
    for start in stride(from: 0, to: lines.count, by: 100) {
      try harness.add(Array(lines[start..<start + 100]))
    }
    let all = MemoryRecords(lines.map(\.json))
    for _ in 0..<Self.queries { try check(harness.store, Self.query(&random), all) }
    // And again when half of it is deleted.
    let moment = RecordTime(nanoseconds: Self.start + 15 * Self.day)
    while try harness.store.prune(Retention(keep: 0), now: moment) {}
    let kept = MemoryRecords(
      lines.map(\.json).filter { Self.time(of: $0) >= moment },
      earlier: lines.map(\.json)
    )
    for _ in 0..<Self.queries { try check(harness.store, Self.query(&random), kept) }
    try check(harness.store, StoreQuery(), kept)
    try harness.store.database.write { db in
      try db.execute(sql: "INSERT INTO event_text (event_text) VALUES ('integrity-check')")
      #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
    }
  }

  @Test func `No time and no number is too large`() throws {
    var harness = try StoreHarness()
    let times = ["1678-01-01 00:00:00", "2261-12-31 23:59:59", "1970-01-01 00:00:00", "2026-11-23 00:00:00"]
    try harness.add(times.map { time in RecordLine { $0.timestamp = time } })
    for number in [Int.min, -1, 0, 1, Int.max] {
      let query = StoreQuery(limit: number, offset: number)
      _ = try harness.store.attackers(query)
      _ = try harness.store.credentials(query)
      _ = try harness.store.events(query)
      _ = try harness.store.tally(.service, query)
      #expect(try harness.store.timeline(query, width: number).buckets.reduce(0) { $0 + $1.events } == 4)
      for gap in [Duration.seconds(Int64.max), .seconds(Int64.min), .zero] {
        #expect(try harness.store.sessions(query, gap: gap).count == (number == Int.max ? 0 : 1))
      }
    }
    #expect(try harness.store.sessions().count == 4)
    #expect(try harness.store.timeline().buckets.count <= Timeline.mostBuckets)
  }

  static func time(of line: String) -> RecordTime {
    var line = line
    return line.withUTF8 { EventRecord(json: UnsafeRawBufferPointer($0)) }?.time ?? RecordTime(nanoseconds: 0)
  }

  /// Compares answers with those of a look at each record.
  func check(_ store: RecordStore, _ query: StoreQuery, _ expected: MemoryRecords) throws {
    let comment = Comment(rawValue: "\(query)")
    let totals = try store.totals(query)
    #expect(try totals == expected.totals(query), comment)
    var whole = query
    whole.limit = StoreQuery.mostResults
    whole.offset = 0
    #expect(try Set(store.attackers(whole)) == Set(expected.attackers(whole)), comment)
    #expect(try Set(store.credentials(whole)) == Set(expected.credentials(whole)), comment)
    #expect(try Set(store.sessions(whole)) == Set(expected.sessions(whole, gap: .seconds(900))), comment)
    for subject in [Tally.Subject.decky, .service, .eventType] {
      #expect(try Set(store.tally(subject, whole)) == Set(expected.tally(subject, whole)), comment)
    }
    // A page is a part of the whole, and the greatest come first.
    let all = try store.attackers(whole)
    #expect(try store.attackers(query) == Array(all.dropFirst(query.offset).prefix(query.limit)), comment)
    #expect(all.map(\.events) == all.map(\.events).sorted(by: >), comment)
    let sessions = try store.sessions(whole)
    #expect(sessions.map(\.end) == sessions.map(\.end).sorted(by: >), comment)
    #expect(try store.sessions(query) == Array(sessions.dropFirst(query.offset).prefix(query.limit)), comment)
    for width in [nil, 3600, 7] {
      let timeline = try store.timeline(query, width: width)
      #expect(timeline.buckets.count <= Timeline.mostBuckets)
      #expect(timeline.buckets.reduce(0) { $0 + $1.events } == totals.events, comment)
      #expect(timeline == expected.timeline(query, width: timeline.width), comment)
    }
    for isOldestFirst in [false, true] {
      let events = expected.events(whole, isOldestFirst: true, after: nil, bytes: .max).events
      #expect(
        try pages(store, query, isOldestFirst).sorted() == events.map(\.record.rawLine).sorted(),
        comment
      )
    }
  }

  /// The raw lines of all events, page by page.
  private func pages(_ store: RecordStore, _ query: StoreQuery, _ isOldestFirst: Bool) throws -> [String] {
    var lines: [String] = []
    var times: [RecordTime] = []
    var cursor: EventCursor?
    repeat {
      let page = try store.events(query, isOldestFirst: isOldestFirst, after: cursor)
      #expect(page.events.count <= query.limit)
      lines += page.events.map(\.record.rawLine)
      times += page.events.map(\.time)
      cursor = page.next.flatMap { EventCursor("\($0)") }
      #expect(cursor == page.next)
    } while cursor != nil
    #expect(times == (isOldestFirst ? times.sorted() : times.sorted(by: >)))
    return lines
  }

  @Test func `A cancelled query throws`() throws {
    var harness = try StoreHarness()
    _ = try harness.add((0..<3000).map { number in RecordLine { $0.message = "\(number)" } })
    var query = StoreQuery()
    query.filter.text = "nowhere"
    query.cancellation = QueryCancellation()
    #expect(try harness.store.events(query).events.isEmpty)
    query.cancellation?.cancel()
    #expect(throws: StoreError.self) { _ = try harness.store.events(query) }
  }
}
