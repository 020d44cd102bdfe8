import DecoyEvents
import Foundation
import Testing
import TestSupport

@testable import Collector

@Suite("What a collector says and hears on the bus")
struct BusMessageTests {
  @Test(
    arguments: [
      (#"{"action":"stop","requested_by":"panel"}"#, "panel"), (#"{"action":"stop"}"#, "an unnamed client"),
      (#"{"action":"stop","requested_by":7}"#, "an unnamed client"),
      (#"{"action":"stop","requested_by":""}"#, "an unnamed client"),
      (#"{"requested_by":"a\u001b[2J\nb\u202ec","action":"stop"}"#, "a[2Jbc"),
      (
        #"{"action":"stop","requested_by":"\#(String(repeating: "x", count: 1000))"}"#,
        String(repeating: "x", count: 64)
      ),
    ]
  )
  func `An object whose action is stop is a request, whoever asks`(message: String, requester: String) {
    #expect(StopRequest(Array(message.utf8))?.requester == requester)
  }

  @Test(
    arguments: [
      "", "stop", #""stop""#, "[]", #"["stop"]"#, "{}", #"{"action":"Stop"}"#, #"{"action":["stop"]}"#,
      #"{"action":null}"#, #"{"action":{"stop":1}}"#, #"{"action":"start"}"#, "\u{0}",
    ]
  )
  func `Anything else is none`(message: String) {
    #expect(StopRequest(Array(message.utf8)) == nil)
  }

  @Test func `A heartbeat has a number as its time, and the counts by their names`() throws {
    var counts = LineCounts()
    counts.lines = 7
    counts.notEvents = 7
    let json = Heartbeat.payload(time: 1_764_000_000.25, counts.named + [("bus_dropped", 3)])
    let beat = try FoundationJSON.object(json)
    #expect(beat["worker"] as? String == "collector")
    #expect(beat["ts"] as? Double == 1_764_000_000.25)
    #expect(beat["lines"] as? Int == 7)
    #expect(beat["bus_dropped"] as? Int == 3)
    #expect(beat.count == 2 + counts.named.count + 1)
  }

  @Test(
    arguments: [
      (
        #"<1>1 2026-01-01T00:00:00Z web01 ssh p login [relay@55555 src_ip="1.2.3.4"] hello"#, "login",
        "1.2.3.4"
      ),
      (#"<1>1 2026-01-01T00:00:00Z we"b s\h p lo"gi\n - hello"#, #"lo"gi\n"#, "Unknown"),
      ("<1>1 2026-01-01T00:00:00Z w s p \u{85}é - hello", "\u{85}é", "Unknown"),
    ]
  )
  func `An event has the record's own strings, and its type`(line: String, type: String, address: String)
    throws
  {
    var record: [UInt8] = []
    var assembler = LineAssembler(maximumLength: 1 << 20)
    var writer = RecordWriter()
    Array((line + "\n").utf8).withUnsafeBytes { bytes in
      assembler.append(bytes) { _ = writer.append($0, to: &record) }
    }
    try record.withUnsafeBytes { bytes in
      let head = try #require(RecordHead(bytes))
      #expect(BusPublisher.type(of: head) == type)
      let payload = Data(BusPublisher.payload(of: head))
      let event = try #require(try JSONSerialization.jsonObject(with: payload) as? [String: String])
      #expect(event["event_type"] == type)
      #expect(event["attacker_ip"] == address)
      #expect(event["timestamp"] == "2026-01-01 00:00:00")
      #expect(Set(event.keys) == ["decky", "service", "event_type", "attacker_ip", "timestamp"])
    }
  }
}
