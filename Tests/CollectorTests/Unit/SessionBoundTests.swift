import Foundation
import Testing

@testable import Collector
@testable import Records

private typealias Lines = SessionRecords

@Suite("What an attacker can do to the event of his session")
struct SessionBoundTests {
  @Test(
    arguments: [
      ("10.006", 10.006, ["now"]), ("0", 0, ["now"]), ("1e1", 10, ["now"]), ("+1", 1, ["now"]),
      (".5", 0.5, ["now"]),
      ("1e308", 1e308, ["old", "now"]), ("1e309", 0, ["now"]), ("-1", -1, []), ("-1e308", -1e308, []),
      ("NaN", 0, ["now"]), ("nan", 0, ["now"]), ("inf", 0, ["now"]), ("-infinity", 0, ["now"]),
      ("", 0, ["now"]),
      ("0x10", 0, ["now"]), ("1 ", 0, ["now"]), ("1,5", 0, ["now"]), ("10s", 0, ["now"]), ("1e", 0, ["now"]),
      ("9223372036854775808", 9223372036854775808, ["old", "now"]),
    ] as [(String, Double, [String])]
  )
  func `A duration that is no number is 0, and any number gives JSON`(
    text: String,
    seconds: Double,
    commands: [String]
  ) throws {
    let session = try Lines.session([
      Lines.command("old", at: "09:00:01"), Lines.command("now", at: "09:30:00"),
      Lines.end(at: "09:30:00", #"sid="12345678" duration_s="\#(text)""#),
    ])
    #expect(session["duration_s"] as? Double == seconds)
    #expect(Lines.texts(session) == commands)
  }

  @Test(
    arguments: [
      ("7c9e6679-7425-40de-944b-e07fc1f90ae7", true), ("a.b_c-D9", true), ("1234567", false),
      ("../../etc/passwd", false),
      ("..12345678", false), ("12345678..", false), ("1234/5678", false), ("/12345678", false),
      ("12345678\u{7F}", false),
      ("12345678\u{1}\u{1B}[2J", false), ("1234 5678", false), (#"1234"5678\"#, false), ("日本日本日本日本", false),
      (String(repeating: "a", count: 64), true), (String(repeating: "a", count: 65), false),
      (String(repeating: "\u{1}", count: 10_000), false),
    ]
  )
  func `Any id is published as it is, and only one that can be part of a path is looked for`(
    sid: String,
    isSearched: Bool
  ) throws {
    let record = Self.end(["sid": sid, "service": "ssh"])
    var aggregator = SessionAggregator(lifetime: 3600)
    let ended = aggregator.add(record, at: 0)
    let session = try #require(ended)
    #expect((session.transcript != nil) == isSearched)
    let payload = aggregator.payload(of: session, limit: 1 << 20).json(path: nil)
    #expect(try Lines.object(String(decoding: payload, as: UTF8.self))["session_id"] as? String == sid)
  }

  @Test
  func `An id of a million bytes leaves a payload that fits, with the commands for which there is room`()
    throws
  {
    let sid = String(repeating: "s", count: 1_000_000)
    let session = try Lines.session(
      (0..<100).map { Lines.command("\($0)", at: "09:00:01") }
        + [Lines.end(at: "09:00:02", #"service="ssh" duration_s="9" sid="\#(sid)""#)]
    )
    // The record has cut it.
    let id = try #require(session["session_id"] as? String)
    #expect(sid.hasPrefix(id) && id.count > 60_000)
    #expect(Lines.texts(session) == (86..<100).map { "\($0)" })
  }

  @Test(
    arguments: [
      ("gamma-decky", "ssh", true), ("gamma.decky_1", "telnet", true), ("", "ssh", false),
      (".", "ssh", false),
      ("..", "ssh", false), ("a..b", "ssh", false), ("a/b", "ssh", false), ("a b", "ssh", false),
      ("é", "ssh", false),
      ("gamma", "http", false), ("gamma", "", false), ("gamma", "../ssh", false),
      (String(repeating: "d", count: 256), "ssh", false),
    ]
  )
  func `A decky and a service that could lead elsewhere are not part of a path`(
    decky: String,
    service: String,
    isSearched: Bool
  ) {
    #expect((TranscriptKey(decky: decky, service: service, id: "12345678") != nil) == isSearched)
  }

  @Test func `A transcript is looked for where the container belongs, whatever decky the line names`() throws
  {
    var record = Self.end(["sid": "12345678", "service": "ssh"])
    var aggregator = SessionAggregator(lifetime: 3600)
    let claimed = aggregator.add(record, at: 0)
    #expect(claimed?.transcript?.directory == "line-decky/ssh/transcripts")
    record.origin = EventRecord.Origin(container: "c", decky: "own-decky")
    let ended = aggregator.add(record, at: 0)
    let session = try #require(ended)
    #expect(session.transcript?.directory == "own-decky/ssh/transcripts")
    #expect(session.decky == "line-decky")
  }

  @Test(
    arguments: [
      20_000, 60_000, 1 << 20,
    ]
  )
  func `A payload that would be too long has the newest commands, and what it leaves out is counted`(
    limit: Int
  ) throws {
    var aggregator = SessionAggregator(lifetime: 3600)
    var session: EndedSession?
    let lines =
      (0..<400).map { Lines.command("\($0) " + String(repeating: "\u{1}", count: 700), at: "09:00:01") }
      + [Lines.end(at: "09:00:02")]
    Lines.written(lines).forEach { json in
      session = EventRecord(json: json).flatMap { aggregator.add($0, at: 0) }
    }
    let payload = aggregator.payload(of: try #require(session), limit: limit)
    let json = payload.json(path: nil)
    #expect(json.count <= limit + 5 && json.count > limit - 4500)
    let commands = Lines.texts(try Lines.object(String(decoding: json, as: UTF8.self)))
    #expect(payload.leftOut > 0 && commands.count == 400 - payload.leftOut)
    #expect(
      commands.first?.hasPrefix("\(payload.leftOut) ") == true && commands.last?.hasPrefix("399 ") == true
    )
  }

  @Test(
    arguments: [
      "\u{0}\u{1}\u{1B}[31m", "\u{85}\u{2028}\u{2029}\u{9B}", #""\"}]}"#, "\u{FFFD}\u{10FFFF}",
      "cmd=cmd=cmd=", " ",
    ]
  )
  func `Commands, messages and names of any kind give JSON`(text: String) throws {
    var aggregator = SessionAggregator(lifetime: 3600)
    var record = Self.end(["command": text, "uid": text, "user": text])
    record.eventType = "command"
    record.decky = text
    record.service = text
    let none = aggregator.add(record, at: 0)
    #expect(none == nil)
    let ended = aggregator.add(Self.end(["sid": text]), at: 0)
    let session = try #require(ended)
    let json = String(
      decoding: aggregator.payload(of: session, limit: 1 << 20).json(path: "/\(text)"),
      as: UTF8.self
    )
    let object = try Lines.object(json)
    let commands = try #require(object["commands"] as? [[String: String]])
    #expect(commands.map { $0["command_text"] } == [text] && commands.map { $0["user"] } == [text])
    #expect(object["shard_path"] as? String == "/\(text)")
    #expect(json.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
  }

  private static func end(_ fields: [String: String]) -> EventRecord {
    EventRecord(
      timestamp: "2026-03-04 09:00:00",
      decky: "line-decky",
      service: "sessrec",
      eventType: "session_recorded",
      attackerIP: "198.51.100.23",
      fields: fields
    )
  }
}
