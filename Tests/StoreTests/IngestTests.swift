import Basics
import Foundation
import GRDB
import Records
import RecordTestSupport
import RotatedFiles
import Testing
import TestSupport

@testable import Store

struct IngestTests {
  @Test func `A record comes back byte for byte`() throws {
    var harness = try StoreHarness()
    let line =
      #"  {"msg":"p]w \u0000 \ud83d\udc19 é","timestamp":"2026-11-23T03:55:14Z","x":[1, {"y":null}],"#
      + #""event_type":"login","service":"ssh","decky":"omega","fields":{"n":1.50,"password":"\u0041"} }"#
    harness.file.append(line + "\n")
    try harness.ingest()
    let event = try #require(try harness.store.events().events.first)
    #expect(event.json == line)
    #expect(event.record.message == "p]w \0 🐙 é")
    #expect(event.record.fields == ["n": "1.50", "password": "A"])
    #expect(event.time == RecordTime("2026-11-23 03:55:14"))
  }

  @Test func `Lines that are no records are counted, and not stored`() throws {
    var harness = try StoreHarness()
    harness.file.append("\n{}\nno json\n{\"decky\":\"omega\"}\n\u{FF}\n")
    try harness.add([RecordLine()])
    #expect(try harness.store.totals().events == 1)
    let invalid = try harness.store.database.read { try Int.fetchOne($0, sql: "SELECT invalid FROM source") }
    #expect(invalid == 5)
  }

  @Test func `Records without a time have that of their storing`() throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine { $0.timestamp = "yesterday" }])
    let time = try #require(try harness.store.events().events.first).time
    #expect(abs(Double(time.nanoseconds) / 1e9 - Date().timeIntervalSince1970) < 60)
  }

  @Test func `Every record is there once when storing goes on at the saved place`() throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine { $0.message = "1" }, RecordLine { $0.message = "2" }])
    let position = try #require(try harness.store.position(of: harness.file.path))
    harness.file.rename()
    harness.file.reopen()
    harness.reader = StoreHarness.reader(harness.file.path, from: .position(position))
    try harness.add([RecordLine { $0.message = "3" }])
    #expect(try harness.store.events().events.map(\.record.message).sorted() == ["1", "2", "3"])
    #expect(try harness.store.position(of: "other") == nil)
  }

  @Test func `Very large fields are stored and found`() throws {
    var harness = try StoreHarness()
    let large = String(repeating: "x", count: 65_000)
    try harness.add([RecordLine { $0.fields = [("password", large), ("username", "needle")] }])
    #expect(try harness.store.credentials().first?.password == large)
    #expect(try harness.lines(StoreQuery(words: "needle")).count == 1)
  }

  @Test func `Credentials are distinguished whatever is in them`() throws {
    var harness = try StoreHarness()
    let pairs: [(String?, String?)] = [
      ("a", "b"), ("ab", ""), ("", "ab"), (nil, "ab"), ("ab", nil), ("a\0b", "c"), ("a", "b"),
      ("é", "e\u{301}"),
      ("e\u{301}", "é"),
    ]
    try harness.add(
      pairs.map { username, password in
        RecordLine { line in
          if let username { line.fields.append(("username", username)) }
          if let password { line.fields.append(("password", password)) }
        }
      }
    )
    let credentials = try harness.store.credentials()
    #expect(credentials.count == 8)
    #expect(credentials.first?.attempts == 2)
    #expect(credentials.contains { $0.username == "a\0b" && $0.password == "c" })
    #expect(credentials.contains { $0.username == nil && $0.password == "ab" })
  }

  @Test func `Two writers don't confuse each other's numbers`() throws {
    var harness = try StoreHarness()
    try harness.add([RecordLine { $0.attacker = "203.0.113.1" }])
    let other = try RecordStore(harness.path)
    let path = harness.directory.file("other.json")
    RotatingFile.make(path, Array((RecordLine { $0.attacker = "203.0.113.2" }.json + "\n").utf8))
    var reader = RotatedFileReader(path, from: .beginning)
    #expect(try other.ingest(&reader).records == 1)
    // The other one deletes all that the first knows.
    while try other.prune(Retention(keep: 0), now: RecordTime(nanoseconds: .max)) {}
    try harness.add([RecordLine { $0.attacker = "203.0.113.3" }, RecordLine { $0.attacker = "203.0.113.1" }])
    #expect(try Set(harness.store.attackers().map(\.address)) == ["203.0.113.1", "203.0.113.3"])
    #expect(try harness.store.tally(.decky).map(\.events) == [2])
  }

  @Test func `What other programs read is documented and right`() throws {
    var harness = try StoreHarness()
    try harness.add([
      RecordLine { line in
        line.fields = [("username", "root"), ("password", "pw")]
        line.message = "login failed"
        line.rawLine = "<134>1"
      }
    ])
    let row = try #require(
      try harness.store.database.read { try Row.fetchOne($0, sql: "SELECT * FROM events") }
    )
    #expect(row["time"] == "2026-11-23T03:55:14Z")
    #expect(row["decky"] == "omega")
    #expect(row["attacker_ip"] == "203.0.113.9")
    #expect(row["username"] == "root")
    #expect(row["message"] == "login failed")
    #expect(row["raw_line"] == "<134>1")
    let counts = try harness.store.database.read { db in
      try Row.fetchOne(db, sql: "SELECT (SELECT events FROM attackers), (SELECT attempts FROM credentials)")
    }
    #expect(counts?[0] == 1)
    #expect(counts?[1] == 1)
  }
}
