import Basics
import GRDB
import Records
import RecordTestSupport
import RotatedFiles
import Testing

@testable import Store

/// Sessions that honeypots name, protocols, and several credentials of one record.
struct DetailTests {
  private static func line(
    _ second: Int64,
    _ attacker: String,
    _ fields: [String: String],
    _ change: (inout RecordLine) -> Void = { _ in }
  ) -> RecordLine {
    RecordLine { line in
      line.observed = RecordTime(nanoseconds: QueryTests.start + second * RecordTime.second).rfc3339Seconds
      line.attacker = attacker
      line.fields = fields.sorted { $0.key < $1.key }
      line.container = "c1"
      change(&line)
    }
  }

  private static func credentials(_ list: String...) -> String {
    "[" + list.map { "{\"username\":\"\($0)\",\"password\":\"x\"}" }.joined(separator: ",") + "]"
  }

  private static func query(_ change: (inout RecordFilter) -> Void) -> StoreQuery {
    var query = StoreQuery()
    change(&query.filter)
    return query
  }

  // MARK: - Credentials

  @Test func `Each credential of a record counts once`() throws {
    var harness = try StoreHarness()
    let fields = [
      "username": "root", "password": "x", "credentials": Self.credentials("root", "pi", "root", "ubnt"),
    ]
    try harness.add([Self.line(0, "203.0.113.1", fields), Self.line(1, "203.0.113.2", fields)])
    try harness.add([Self.line(2, "203.0.113.2", ["username": "pi", "password": "x"])])
    for query in [StoreQuery(), Self.query { $0.services = ["ssh"] }] {
      let found = try harness.store.credentials(query)
      #expect(found.map(\.username) == ["pi", "root", "ubnt"])
      #expect(found.map(\.attempts) == [3, 2, 2])
      #expect(found.map(\.attackers) == [2, 2, 2])
      #expect(found.map(\.last.nanoseconds) == [2, 1, 1].map { QueryTests.start + $0 * RecordTime.second })
    }
    #expect(try harness.store.attackers().map(\.credentials) == [3, 3])
    #expect(try harness.store.sessions().map(\.credentials).sorted() == [3, 3])
  }

  @Test(arguments: ["x", "[", #"[{"username":"a","password":"b"}"#, "[1]", "{}"])
  func `A list of another form is ignored`(list: String) throws {
    var harness = try StoreHarness()
    try harness.add([Self.line(0, "203.0.113.1", ["username": "root", "credentials": list])])
    #expect(try harness.store.credentials().map(\.username) == ["root"])
  }

  @Test func `A record has no more than a thousand`() throws {
    var harness = try StoreHarness()
    let list = "[" + (0..<5000).map { #"{"username":"\#($0)"}"# }.joined(separator: ",") + "]"
    try harness.add([Self.line(0, "203.0.113.1", ["credentials": list])])
    #expect(try harness.store.attackers().map(\.credentials) == [1000])
    #expect(try harness.store.credentials(StoreQuery(limit: 10_000)).count == 1000)
  }

  @Test func `What is deleted no longer counts`() throws {
    var harness = try StoreHarness()
    let fields = ["username": "root", "password": "x", "credentials": Self.credentials("root", "pi", "ubnt")]
    try harness.add([
      Self.line(0, "203.0.113.1", fields.merging(["session": "s1", "protocol": "ssh"]) { $1 }),
      Self.line(10, "203.0.113.2", ["credentials": Self.credentials("pi")]),
    ])
    let moment = RecordTime(nanoseconds: QueryTests.start + 5 * RecordTime.second)
    while try harness.store.prune(Retention(keep: 0), now: moment) {}
    let found = try harness.store.credentials()
    #expect(found.map(\.username) == ["pi"] && found.map(\.attempts) == [1])
    #expect(found.map(\.first.nanoseconds) == [QueryTests.start + 10 * RecordTime.second])
    for table in ["event_detail", "event_credential", "session", "protocol"] {
      let rows = try harness.store.database.read {
        try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)")
      }
      #expect(rows == 0, "\(table)")
    }
  }

  @Test func `Attackers show how many of their events have an address that a client can set`() throws {
    var harness = try StoreHarness()
    try harness.add(
      ["header", "field", "header"].enumerated().map { index, attribution in
        Self.line(Int64(index), "203.0.113.1", [:]) { $0.attribution = attribution }
      } + [Self.line(5, "203.0.113.2", [:]), Self.line(6, "Unknown", [:]) { $0.attribution = "header" }]
    )
    for query in [StoreQuery(), Self.query { $0.services = ["ssh"] }, Self.query { $0.text = "" }] {
      #expect(try harness.store.attackers(query).map(\.fromClients) == [2, 0])
    }
  }

  // MARK: - Sessions

  @Test func `A session is the honeypot's own, however long it pauses`() throws {
    var harness = try StoreHarness()
    try harness.add([
      Self.line(0, "203.0.113.1", ["session": "s1"]), Self.line(10, "203.0.113.1", ["session": "s2"]),
      Self.line(3600, "203.0.113.1", ["session": "s1"]), Self.line(7200, "203.0.113.1", [:]),
    ])
    let sessions = try harness.store.sessions()
    #expect(sessions.map(\.session) == [nil, "s1", "s2"])
    #expect(sessions.map(\.events) == [1, 2, 1])
    // A honeypot that starts anew may use a name again.
    try harness.add([Self.line(3600 + 86_401, "203.0.113.1", ["session": "s1"])])
    #expect(try harness.store.sessions().map(\.session) == ["s1", nil, "s1", "s2"])
  }

  @Test(
    arguments: [
      { $0.container = "c2" }, { $0.container = "" }, { $0.source = "/log/a.json" }, { $0.decky = "alpha" },
    ] as [@Sendable (inout RecordLine) -> Void]
  )
  func `Two honeypots may use the same name`(change: @Sendable (inout RecordLine) -> Void) throws {
    var harness = try StoreHarness()
    try harness.add([
      Self.line(0, "203.0.113.1", ["session": "1"]), Self.line(1, "203.0.113.1", ["session": "1"], change),
      Self.line(2, "Unknown", ["session": "1"], change),
    ])
    #expect(try harness.store.sessions().map(\.events) == [2, 1])
  }

  @Test(arguments: [false, true])
  func `An event without an address belongs to the attacker of its session, and its record stays as it is`(
    isFirst: Bool
  ) throws {
    var harness = try StoreHarness()
    let lines = [
      Self.line(0, "203.0.113.1", ["session": "s1"]),
      Self.line(isFirst ? -1 : 1, "Unknown", ["session": "s1", "username": "root"]),
      Self.line(2, "Unknown", ["session": "s2"]), Self.line(3, "Unknown", [:]),
    ]
    // In both orders of storing.
    try harness.add(isFirst ? lines.reversed() : lines)
    for query in [
      StoreQuery(), Self.query { $0.attackers = [AddressRange("203.0.113.1")].compactMap { $0 } },
    ] {
      let sessions = try harness.store.sessions(query)
      #expect(sessions.map(\.attacker) == ["203.0.113.1"])
      #expect(sessions.map(\.session) == ["s1"])
      #expect(sessions.map(\.events) == [2] && sessions.map(\.credentials) == [1])
    }
    #expect(try harness.store.attackers().map(\.events) == [1])
    #expect(try harness.store.events().events.count { $0.record.attacker == nil } == 3)
  }

  @Test func `Two attackers in one session are two sessions, and the rest is the first one's`() throws {
    var harness = try StoreHarness()
    try harness.add([
      Self.line(0, "203.0.113.1", ["session": "s1"]), Self.line(1, "203.0.113.2", ["session": "s1"]),
      Self.line(2, "Unknown", ["session": "s1"]),
    ])
    let sessions = try harness.store.sessions()
    #expect(sessions.map(\.attacker) == ["203.0.113.1", "203.0.113.2"])
    #expect(sessions.map(\.events) == [2, 1])
  }

  @Test func `No other attacker gets the sessions of one that was deleted`() throws {
    var harness = try StoreHarness()
    try harness.add([
      Self.line(0, "203.0.113.1", ["session": "s1"]), Self.line(10, "Unknown", ["session": "s1"]),
    ])
    let moment = RecordTime(nanoseconds: QueryTests.start + 5 * RecordTime.second)
    while try harness.store.prune(Retention(keep: 0), now: moment) {}
    try harness.add([Self.line(11, "203.0.113.2", [:])])
    let sessions = try harness.store.sessions()
    #expect(sessions.map(\.attacker) == ["203.0.113.2"] && sessions.map(\.events) == [1])
  }

  // MARK: - Filters

  @Test func `Events are found by session and protocol`() throws {
    var harness = try StoreHarness()
    try harness.add([
      Self.line(0, "203.0.113.1", ["session": "s1", "protocol": "ssh"]),
      Self.line(1, "203.0.113.1", ["session": "s2", "protocol": "ssh"]),
      Self.line(2, "Unknown", ["session": "s1"]), Self.line(3, "203.0.113.2", ["protocol": "telnet"]),
    ])
    for (sessions, protocols, count) in [
      (["s1"], [], 2), (["s1", "s2", "s3"], [], 3), ([], ["ssh"], 2), ([], ["ssh", "telnet"], 3),
      (["s1"], ["ssh"], 1), (["s1' OR '1'='1"], [], 0), (["S1"], [], 0), ([], ["none"], 0),
    ] as [([String], [String], Int)] {
      let query = Self.query {
        $0.sessions = sessions
        $0.protocols = protocols
      }
      #expect(try harness.store.totals(query).events == count, "\(query)")
      for isOldestFirst in [false, true] {
        #expect(
          try harness.store.events(query, isOldestFirst: isOldestFirst).events.count == count,
          "\(query)"
        )
      }
    }
  }

  @Test func `A view has what the record says`() throws {
    var harness = try StoreHarness()
    try harness.add([
      Self.line(0, "203.0.113.1", ["session": "s1", "protocol": "ssh"]) {
        $0.source = "/log/a.json"
        $0.attribution = "header"
      }
    ])
    let row = try harness.store.database.read { db in
      try Row.fetchOne(db, sql: "SELECT session, protocol, source, attribution FROM events")
    }
    let values = ["session", "protocol", "source", "attribution"].map { row?[$0] as String? }
    #expect(values == ["s1", "ssh", "/log/a.json", "header"])
  }

  // MARK: - Earlier versions

  @Test(arguments: [1, 3, 1000])
  func `A store of an earlier version answers as a new one does, once its events are read`(atOnce: Int) throws
  {
    var harness = try StoreHarness()
    let lines = [
      Self.line(0, "203.0.113.1", ["session": "s1", "protocol": "ssh"]), Self.line(1, "203.0.113.1", [:]),
      Self.line(2, "Unknown", ["session": "s1", "credentials": Self.credentials("root", "pi")]),
      Self.line(3, "203.0.113.2", ["username": "pi", "password": "x"]),
    ]
    try harness.add(lines)
    harness.store.close()
    try SpelledStore.make(of: harness.path)
    let store = try RecordStore(harness.path)
    // Records that come meanwhile are read at once.
    let stored = try #require(try store.position(of: harness.file.path))
    var reader = StoreHarness.reader(harness.file.path, from: .position(stored))
    let later = Self.line(4, "203.0.113.2", ["session": "s2", "protocol": "ssh"])
    harness.file.append(later.json + "\n")
    while try !store.ingest(&reader).isAtEnd {}
    while try store.database.write({ try EarlierDetails.add(atOnce, $0) }) {}
    #expect(try !store.addEarlierDetails())
    let expected = MemoryRecords((lines + [later]).map(\.json))
    for query in [
      StoreQuery(), Self.query { $0.protocols = ["ssh"] }, Self.query { $0.sessions = ["s1"] },
      Self.query { $0.attackers = [AddressRange("203.0.113.1")].compactMap { $0 } },
    ] {
      try QueryTests().check(store, query, expected)
    }
  }

  @Test func `A number that was used again is not read twice`() throws {
    var harness = try StoreHarness()
    let fields = ["session": "s1", "username": "root", "credentials": Self.credentials("root", "pi")]
    try harness.add([Self.line(0, "203.0.113.1", fields)])
    try harness.store.database.write { try $0.execute(sql: "INSERT INTO event_detail_missing VALUES (5)") }
    #expect(try !harness.store.addEarlierDetails())
    #expect(try harness.store.credentials().map(\.attempts) == [1, 1])
  }
}
