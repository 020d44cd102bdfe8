import Testing
import TestSupport

@testable import DecoyEvents

@Suite("The head of a record")
struct RecordHeadTests {
  @Test(
    arguments: [
      #"<1>1 2026-01-01T00:00:00Z web01 ssh p login [a src_ip="1.2.3.4"] hello"#,
      #"<1>1 never we"b\01 s\"sh p lo\gin - hello"#,
      "<1>1 2026-01-01T00:00:00Z \u{2028}é\u{1F600} \u{7F} p \u{85} - hello",
      #"<1>1 - - - - - - CMD id"#,
      "<1>1 2026-01-01T00:00:00Z \(String(repeating: "\\", count: 300)) \(String(repeating: "\"", count: 300)) p m -",
    ]
  )
  func `Has the members that the record begins with, as they stand there`(line: String) throws {
    let record = try #require(Record.text(of: Array(line.utf8)))
    let object = try #require(try JSONParser.parse(record).object)
    try record.withUnsafeBytes { bytes in
      let head = try #require(RecordHead(bytes))
      let members = [
        ("timestamp", head.timestamp), ("decky", head.decky), ("service", head.service),
        ("event_type", head.eventType), ("attacker_ip", head.attackerIP),
      ]
      for (name, text) in members {
        #expect(try JSONParser.parse(Array(text)) == object[name], "\(name)")
      }
    }
  }

  @Test(
    arguments: [
      "", "{", "null", #"{"timestamp":"#, #"{"timestamp":""#, #"{"timestamp":"\"#,
      #"{"timestamp":"a","decky":"b"}"#,
      #"{"decky":"b","timestamp":"a"}"#, #"{"timestamp":1,"decky":"b"}"#,
    ]
  )
  func `Is none where a record ends too early or begins otherwise`(text: String) {
    Array(text.utf8).withUnsafeBytes { #expect(RecordHead($0) == nil) }
  }
}
