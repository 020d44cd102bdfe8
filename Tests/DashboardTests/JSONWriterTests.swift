import Basics
import Foundation
import RecordTestSupport
import StatusMetrics
import Testing

@testable import Dashboard
@testable import Records

@Suite("The answers' JSON")
struct JSONWriterTests {
  private static func object(_ write: (inout JSONWriter) -> Void) throws -> [String: Any] {
    var json = JSONWriter()
    write(&json)
    let object = try JSONSerialization.jsonObject(with: Data(json.bytes))
    return try #require(object as? [String: Any])
  }

  @Test(
    arguments: [
      "", "\"\\/", "\u{0}\u{1F}\u{7F}\n\r\t", "<script>&amp;", "é\u{202E}\u{2028}\u{10FFFF}", "]]>,{}:",
    ]
  )
  func `Text comes back as it was`(text: String) throws {
    let object = try Self.object { $0.object { $0.field("a", text) } }
    #expect(object["a"] as? String == text)
  }

  @Test func `Values of all kinds, nested and side by side`() {
    var json = JSONWriter()
    json.object { json in
      json.field("a", 1)
      json.field("b", nil as Int?)
      json.field("c", nil as String?)
      json.field("d", true)
      json.field("e", milliseconds: 1_795_000_000_123_999_999)
      json.field("f", milliseconds: nil)
      json.key("g")
      json.array([1, 2]) { $0.number($1) }
      json.key("h")
      json.array([] as [Int]) { $0.number($1) }
      json.key("i")
      json.object { _ in }
    }
    let expected =
      #"{"a":1,"b":null,"c":null,"d":true,"e":1795000000123,"f":null,"g":[1,2],"h":[],"i":{}}"#
    #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
  }

  @Test func `An event is its record with an id; one that is damaged costs the others nothing`() throws {
    let page = EventPage(
      events: [
        StoredEvent(
          id: 9_007_199_254_740_993,
          time: RecordTime(nanoseconds: 5_000_000),
          json: #"{"msg":"a","fields":{"x":"y"}}"#
        ),
        StoredEvent(id: 2, time: RecordTime(nanoseconds: 0), json: #"{"msg":"#),
        StoredEvent(id: 1, time: RecordTime(nanoseconds: 0), json: "{ }"),
      ],
      next: EventCursor("1-2a")
    )
    let object = try Self.object { $0.write(page) }
    let events = try #require(object["events"] as? [[String: Any]])
    #expect(events.count == 3)
    #expect(events[0]["id"] as? String == "9007199254740993")
    #expect(events[0]["time"] as? Int == 5)
    #expect(events[0]["msg"] as? String == "a")
    #expect(events[1]["damaged"] as? Bool == true)
    #expect(events[2].keys.sorted() == ["id", "time"])
    #expect(object["next"] as? String == "1-2a")
  }

  @Test func `An overview and an attacker have what the page asks for`() async throws {
    var samples = SampleEvents()
    let events = samples.history(until: SampleText.now, hours: 2, perHour: 200)
    let records = MemoryRecords(events.map(\.json))
    let overview = try records.overview(StoreQuery(limit: 3))
    let object = try Self.object { $0.write(overview) }
    #expect((object["totals"] as? [String: Int])?["events"] == events.count)
    let keys = ["attackers", "credentials", "deckies", "event_types", "services", "timeline", "totals"]
    #expect(object.keys.sorted() == keys)
    #expect((object["attackers"] as? [[String: Any]])?.count == 3)
    let address = try #require(AddressRange(overview.attackers[0].address))
    let attacker = try #require(try records.attacker(address, StoreQuery(), sessions: 5))
    let detail = try Self.object { $0.write(attacker) }
    #expect(detail["first"] as? Int == Int(attacker.attacker.first.nanoseconds / 1_000_000))
    #expect((detail["sessions"] as? [[String: Any]])?.isEmpty == false)
    let counts = (detail["timeline"] as? [String: Any])?["counts"] as? [Int]
    #expect(counts == attacker.rankings.timeline.buckets.map(\.events))
  }

  @Test func `Answers are spelled as the page reads them`() {
    let time = RecordTime(nanoseconds: 1_795_000_000_123_456_789)
    let rankings = Rankings(
      timeline: Timeline(
        width: 60,
        buckets: [.init(start: time, events: 2, attackers: 1), .init(start: time)]
      ),
      deckies: [Tally(name: "omega", events: 2)],
      services: [],
      eventTypes: [],
      credentials: [
        CredentialSummary(username: "root", password: nil, attempts: 2, attackers: 1, first: time, last: time)
      ]
    )
    let attacker = AttackerSummary(
      address: "203.0.113.9",
      events: 2,
      first: time,
      last: time,
      deckies: 1,
      services: 1,
      credentials: 1
    )
    let session = SessionSummary(
      attacker: "203.0.113.9",
      decky: "omega",
      start: time,
      end: time,
      events: 2,
      services: ["http", "ssh"],
      eventTypes: [],
      credentials: 1
    )
    var json = JSONWriter()
    json.write(AttackerDetail(attacker: attacker, rankings: rankings, sessions: [session]))
    #expect(
      String(decoding: json.bytes, as: UTF8.self)
        == #"{"address":"203.0.113.9","first":1795000000123,"last":1795000000123,"events":2,"header_events":0,"#
        + #""timeline":{"start":1795000000123,"width":60000,"counts":[2,0]},"#
        + #""deckies":[{"name":"omega","events":2}],"services":[],"event_types":[],"#
        + #""credentials":[{"username":"root","password":"","events":2}],"#
        + #""sessions":[{"start":1795000000123,"end":1795000000123,"decky":"omega","service":"http, ssh","events":2,"session":null}]}"#
    )
  }

  @Test func `A status tells the containers with the most lines, and no more than it may`() throws {
    let object = try Self.object { $0.write(CollectorStatus.collecting(at: 1_000_000_000)) }
    let names = try #require(object["containers"] as? [[String: Any]]).map { $0["name"] as? String }
    #expect(names.prefix(2) == ["omega-ssh", "lighthouse-http"])
    #expect(object["lag_bytes"] as? Int == 24_576)
    #expect(object["held_back"] as? Int == 402_118)
    #expect(object["running_count"] as? Int == 4)
    var large = CollectorStatus.collecting(at: 0)
    large.containers = (0..<500).map { .init(name: "\($0)", id: "\($0)") }
    let many = try Self.object { $0.write(large) }
    #expect((many["containers"] as? [Any])?.count == 200)
    #expect(many["container_count"] as? Int == 500)
  }

  @Test(arguments: [Double.nan, .infinity, -1, 1e300])
  func `Invalid times are harmless`(seconds: Double) throws {
    var odd = CollectorStatus.collecting(at: 0)
    odd.groups = [MetricGroup("", [Metric("last_commit_timestamp_seconds", .time(seconds), "Time.")])]
    #expect(try Self.object { $0.write(odd) }["last_commit"] is Int)
  }
}
