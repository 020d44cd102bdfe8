import Foundation
import Testing
import TestSupport

@testable import DecoyEvents

@Suite("The keys of a record")
struct RecordKeysTests {
  static let firstEight = [
    "timestamp", "decky", "service", "event_type", "attacker_ip", "fields", "msg", "raw_line",
  ]

  @Test
  func `The record of a line without an engine has the original keys and attribution, and nothing else`()
    throws
  {
    let record = try Record.object(of: "<1>1 2026-01-01T00:00:00Z h a p m - hello")
    #expect(record.names == Self.firstEight + ["attribution"])
  }

  @Test func `The keys come in the contract's order`() throws {
    let context = RecordContext(
      observed: .sample,
      origin: RecordOrigin(container: "c", id: "i", decky: "d", service: "s"),
      isIdentityMismatch: true,
      suppressed: 3,
      isCut: true
    )
    let record = try Record.object(of: "<1>1 never h a p m - hello", in: context)
    #expect(
      record.names == Self.firstEight + [
        "attribution", "observed", "origin", "flags", "claimed", "suppressed",
      ]
    )
    #expect(record["origin"]?.object?.names == ["container", "id", "decky", "service"])
  }

  @Test func `A field can't become a key of the record`() throws {
    let line = #"<1>1 t h a p m [relay@55555 id="1" timestamp="2" flags="3" _trace="4" fields="5" msg="6"] x"#
    let record = try Record.object(of: line)
    #expect(record.names == Self.firstEight + ["attribution"])
    #expect(record["id"] == nil)
    #expect(
      record["fields"]?.object?.names.sorted() == ["_trace", "fields", "flags", "id", "msg", "timestamp"]
    )
  }

  @Test func `The record has exactly the expected bytes`() throws {
    let line =
      #"<134>1 2026-01-01T00:00:00.5+01:00 web01 ssh 7 login [relay@55555 src_ip="1.2.3.4:99" u="a\"b"] no"#
    let context = RecordContext(
      observed: .sample,
      origin: RecordOrigin(container: "web01-ssh", id: "0123456789abcdef", decky: "web01")
    )
    let text = try #require(Record.text(of: Array(line.utf8), in: context))
    let wanted =
      #"{"timestamp":"2026-01-01 00:00:00","decky":"web01","service":"ssh","event_type":"login","#
      + #""attacker_ip":"1.2.3.4","fields":{"src_ip":"1.2.3.4:99","u":"a\"b","remote_port":"99"},"msg":"no","#
      + #""raw_line":"<134>1 2026-01-01T00:00:00.5+01:00 web01 ssh 7 login [relay@55555 src_ip=\"1.2.3.4:99\" "#
      + #"u=\"a\\\"b\"] no","attribution":"field","observed":"2026-11-23T03:55:14.000000007Z","#
      + #""origin":{"container":"web01-ssh","id":"0123456789ab","decky":"web01"}}"#
    #expect(String(decoding: text, as: UTF8.self) == wanted)
  }

  @Test(arguments: ConformanceTests.files)
  func `Foundation reads every record`(file: String, count: Int) throws {
    for vector in try ConformanceVector.load(file) {
      guard let text = Record.text(of: vector.line, in: RecordContext(observed: .sample)) else {
        continue
      }
      let object = try FoundationJSON.object(text)
      #expect(object["raw_line"] is String, "\(vector.id)")
      #expect(object["fields"] is [String: String], "\(vector.id)")
    }
  }
}
