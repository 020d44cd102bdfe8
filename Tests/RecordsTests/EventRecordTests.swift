import Basics
import Testing
import TestSupport

@testable import Records

struct EventRecordTests {
  private static let members = [
    #""timestamp":"2026-11-23 03:55:14""#, #""decky":"omega""#, #""service":"ssh""#, #""event_type":"login""#,
    #""attacker_ip":"203.0.113.9""#, #""fields":{"user":"root","n":1.5,"o":{"a":[1]}}"#,
    #""msg":"a\"b\u0000""#,
    #""raw_line":"<134>1 \ud83d\udc19 \ud83d x""#, #""attribution":"field""#,
    #""observed":"2026-11-23T03:55:14.123456789Z""#,
    #""origin":{"container":"c","id":"66f1","decky":"omega","service":"ssh"}"#, #""flags":["a","b"]"#,
    #""source":"/log/a.json""#, #""claimed":{"decky":"alpha","sensor":"s1"}"#, #""suppressed":7"#,
    #""_trace":{"traceparent":"00"}"#,
    #""more":[null,true]"#,
  ]
  private static let expected = EventRecord(
    timestamp: "2026-11-23 03:55:14",
    decky: "omega",
    service: "ssh",
    eventType: "login",
    attackerIP: "203.0.113.9",
    fields: ["user": "root", "n": "1.5", "o": "{\"a\":[1]}"],
    message: "a\"b\0",
    rawLine: "<134>1 🐙 \u{FFFD} x",
    attribution: "field",
    observed: "2026-11-23T03:55:14.123456789Z",
    origin: EventRecord.Origin(container: "c", id: "66f1", decky: "omega", service: "ssh"),
    source: "/log/a.json",
    flags: ["a", "b"],
    claimedDecky: "alpha",
    claimedSensor: "s1",
    suppressed: 7
  )

  @Test func `Members may stand in any order`() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<200 {
      #expect(
        read("{" + Self.members.shuffled(using: &random).joined(separator: " , ") + "}\n") == Self.expected
      )
    }
  }

  @Test(arguments: 0..<4)
  func `What all records have must be there`(index: Int) {
    var members = Self.members
    members.remove(at: index)
    #expect(read("{" + members.joined(separator: ",") + "}") == nil)
  }

  @Test(arguments: [
    "", " ", "{}", "[]", "null", "1", "\"x\"", "{", "}", "{\"timestamp\":", "not json", "{\"timestamp\":1}",
  ])
  func `Anything else is not a record`(text: String) { #expect(read(text) == nil) }

  @Test func `Cut anywhere, or with a byte changed, a record is read or refused`() {
    let bytes = Array(("{" + Self.members.joined(separator: ",") + "}").utf8)
    for end in 0..<bytes.count { #expect(read(Array(bytes[..<end])) == nil) }
    var random = SplitMix64(seed: 2)
    var read = 0
    for _ in 0..<20_000 {
      var changed = bytes
      changed[random.below(changed.count)] = UInt8(random.below(256))
      if self.read(changed) != nil { read += 1 }
    }
    #expect(0 < read && read < 20_000)
  }

  @Test func `Values that lie too deep in each other are refused`() {
    let deep = { (depth: Int) in
      let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      return "{" + (Self.members + ["\"x\":\(nested)"]).joined(separator: ",") + "}"
    }
    #expect(read(deep(14)) != nil)
    #expect(read(deep(17)) == nil)
    #expect(read(deep(1_000_000)) == nil)
  }

  @Test func `The time is the engine's, or else the line's`() {
    var record = Self.expected
    #expect(record.time == RecordTime("2026-11-23T03:55:14.123456789Z"))
    record.observed = "yesterday"
    #expect(record.time == RecordTime("2026-11-23 03:55:14"))
    record.timestamp = ""
    #expect(record.time == nil)
  }

  @Test(arguments: [("Unknown", nil), ("", nil), ("203.0.113.9", "203.0.113.9")])
  func `An attacker is known or not`(text: String, expected: String?) {
    var record = Self.expected
    record.attackerIP = text
    #expect(record.attacker == expected)
  }

  @Test(
    arguments: [
      (["username": "a", "user": "b"], "a", nil), (["user": "b"], "b", nil),
      (["login": "c", "pass": "d"], "c", "d"),
      (["passwd": ""], nil, ""), ([:], nil, nil),
    ] as [([String: String], String?, String?)]
  )
  func `Credentials have several names`(fields: [String: String], username: String?, password: String?) {
    var record = Self.expected
    record.fields = fields
    #expect(record.username == username)
    #expect(record.password == password)
  }

  private func credential(_ username: String?, _ password: String?) throws -> Credential {
    try #require(Credential(username: username, password: password))
  }

  @Test func `Of several credentials each different one is there once, and the first is the record's`() throws
  {
    var record = Self.expected
    record.fields = [
      "username": "root", "password": "a",
      "credentials": #"[{"username":"ro"},{"username":"root","password":"b"}, {"password":"c"}, {},"#
        + #"{"username":"root","password":"a"},{"password":"b","username":"root"}]"#,
    ]
    #expect(
      try record.credentials == [credential("root", "a"), credential("root", "b"), credential(nil, "c")]
    )
    record.fields = ["credentials": #"[{"username":"\u0072oot","password":""}]"#]
    #expect(try record.credentials == [credential("root", "")])
  }

  @Test(arguments: [
    "", "x", "{}", "[]", "null", "[1]", "[[]]", "[null]", #"["a"]"#, #"[{"username":1}]"#,
    #"[{"username":"a"}"#, #"[{"username":"a"}] x"#, #"[{"username":"a"},]"#, #"[{"username":{"a":"b"}}]"#,
    #"[{"username":"a","more":"b"}]"#, #"[{"username":"a"},{"username":null}]"#,
    String(repeating: "[", count: 100_000), #"[{"username":"a"},"# + String(repeating: "[", count: 100_000),
  ])
  func `Credentials of another form are none`(text: String) throws {
    var record = Self.expected
    record.fields = ["credentials": text]
    #expect(record.credentials.isEmpty)
    record.fields["user"] = "root"
    #expect(try record.credentials == [credential("root", nil)])
  }

  @Test(arguments: [999, 1000, 1001, 100_000])
  func `A record has a thousand credentials at most`(count: Int) {
    var record = Self.expected
    let list = (0..<count).map { #"{"username":"u\#($0)"}"# }.joined(separator: ",")
    record.fields = ["credentials": "[\(list)]"]
    #expect(record.credentials.count == min(count, Credential.mostOfRecord))
  }

  @Test(
    arguments: [
      ("5f3a", "5f3a"), ("", nil), (String(repeating: "x", count: 255), String(repeating: "x", count: 255)),
      (String(repeating: "x", count: 256), nil),
    ] as [(String, String?)]
  )
  func `A session and a protocol have a name, and a name has a limit`(text: String, name: String?) {
    var record = Self.expected
    record.fields = ["session": text, "protocol": text]
    #expect(record.session == name)
    #expect(record.networkProtocol == name)
  }

  @Test(arguments: [
    ("header", "203.0.113.9", true), ("header", "Unknown", false), ("field", "203.0.113.9", false),
  ])
  func `An address may come from the client`(attribution: String, attacker: String, isFromClient: Bool) {
    var record = Self.expected
    record.attribution = attribution
    record.attackerIP = attacker
    #expect(record.isAddressFromClient == isFromClient)
  }

  private func read(_ text: String) -> EventRecord? { read(Array(text.utf8)) }

  private func read(_ bytes: [UInt8]) -> EventRecord? { bytes.withUnsafeBytes { EventRecord(json: $0) } }
}
