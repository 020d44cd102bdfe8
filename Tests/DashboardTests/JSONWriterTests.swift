import Basics
import DashboardTestSupport
import Foundation
import StatusMetrics
import Testing

@testable import Dashboard

@Suite("The answers' JSON")
struct JSONWriterTests {
  private static func object(_ write: (inout JSONWriter) -> Void) throws -> [String: Any] {
    var json = JSONWriter()
    write(&json)
    let object = try JSONSerialization.jsonObject(with: Data(json.bytes))
    return try #require(object as? [String: Any])
  }

  @Test(
    "text comes back as it was",
    arguments: [
      "", "\"\\/", "\u{0}\u{1F}\u{7F}\n\r\t", "<script>&amp;", "é\u{202E}\u{2028}\u{10FFFF}", "]]>,{}:",
    ]
  )
  func text(text: String) throws {
    let object = try Self.object { $0.object { $0.field("a", text) } }
    #expect(object["a"] as? String == text)
  }

  @Test("values of all kinds, nested and side by side")
  func values() {
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

  @Test("an event is its record with an id; one that is damaged costs the others nothing")
  func events() throws {
    let page = EventPage(
      events: [
        StoredEvent(
          id: 9_007_199_254_740_993,
          time: 5_000_000,
          record: Array(#"{"msg":"a","fields":{"x":"y"}}"#.utf8)
        ),
        StoredEvent(id: 2, time: 0, record: Array(#"{"msg":"#.utf8)),
        StoredEvent(id: 1, time: 0, record: Array("{ }".utf8)),
      ],
      next: "c"
    )
    let object = try Self.object { $0.write(page) }
    let events = try #require(object["events"] as? [[String: Any]])
    #expect(events.count == 3)
    #expect(events[0]["id"] as? String == "9007199254740993")
    #expect(events[0]["time"] as? Int == 5)
    #expect(events[0]["msg"] as? String == "a")
    #expect(events[1]["damaged"] as? Bool == true)
    #expect(events[2].keys.sorted() == ["id", "time"])
    #expect(object["next"] as? String == "c")
  }

  @Test("an overview and an attacker have what the page asks for")
  func documents() async throws {
    var samples = SampleEvents()
    let events = samples.history(until: SampleText.now, hours: 2, perHour: 200)
    let source = MemorySource(events)
    let overview = try await source.overview(since: nil, top: 3)
    let object = try Self.object { $0.write(overview) }
    #expect((object["totals"] as? [String: Int])?["events"] == events.count)
    let keys = ["attackers", "credentials", "deckies", "event_types", "services", "timeline", "totals"]
    #expect(object.keys.sorted() == keys)
    #expect((object["attackers"] as? [[String: Any]])?.count == 3)
    let attacker = try #require(try await source.attacker(overview.attackers[0].address, since: nil))
    let detail = try Self.object { $0.write(attacker) }
    #expect(detail["first"] as? Int == Int(attacker.first / 1_000_000))
    #expect((detail["sessions"] as? [[String: Any]])?.isEmpty == false)
    #expect((detail["timeline"] as? [String: Any])?["counts"] as? [Int] == attacker.timeline.counts)
  }

  @Test("a status tells the containers with the most lines, and no more than it may")
  func status() throws {
    var status = DashboardStatus(.collecting(at: 1_000_000_000))
    #expect(status.containers.map(\.name).prefix(2) == ["omega-ssh", "lighthouse-http"])
    #expect(status.lagBytes == 24_576)
    #expect(try Self.object { $0.write(status) }["held_back"] as? Int == 402_118)
    var large = CollectorStatus.collecting(at: 0)
    large.containers = (0..<500).map { .init(name: "\($0)", id: "\($0)") }
    status = DashboardStatus(large)
    #expect(status.containers.count == DashboardStatus.containerLimit)
    #expect(status.containerCount == 500)
  }

  @Test("times that are none do no harm", arguments: [Double.nan, .infinity, -1, 1e300])
  func times(seconds: Double) throws {
    var odd = CollectorStatus.collecting(at: 0)
    odd.groups = [MetricGroup("", [Metric("last_commit_timestamp_seconds", .time(seconds), "Time.")])]
    #expect(try Self.object { $0.write(DashboardStatus(odd)) }["last_commit"] is Int)
  }
}
