import DecoyEvents
import TestSupport
import Testing

@testable import Formats

@Suite("Hostile JSON lines")
struct HostileLineTests {
  private let base = #""event":"login","peer":"203.0.113.7","time":"2026-01-02 03:04:05""#

  private func record(_ members: String, _ format: Format? = nil) throws -> JSONObject {
    try #require(try FormatRun(["{\(base),\(members)}"], format ?? .json()).records.first)
  }

  @Test func `The last of several values of a key counts, and the record says so`() throws {
    let record = try record(#""a":"1","b":{"c":"2","d":"3"},"a":"4","b":{"d":"5"},"peer":"198.51.100.1""#)
    #expect(record.flags == ["duplicate_key"])
    #expect(record.field("a") == "4")
    #expect(record.field("b.c") == nil)
    #expect(record.field("b.d") == "5")
    #expect(record.text("attacker_ip") == "198.51.100.1")
    // An object in place of a value, and a value in place of an object.
    let other = try self.record(
      #""x":"1","x":{"y":"2"},"z":{"y":"3"},"z":"4","peer":{"peer":"198.51.100.1"}"#
    )
    #expect(other.field("x") == nil)
    #expect(other.field("x.y") == "2")
    #expect(other.field("z") == "4")
    #expect(other.field("z.y") == nil)
    #expect(other.text("attacker_ip") == "Unknown")
  }

  @Test func `A key that comes again is found however it is spelled and however many there are`() throws {
    #expect(try record(#""k":"1","\u006b":"2""#).field("k") == "2")
    let keys = (0..<300).map { #""k\#($0)":"1""# } + [#""k7":"2""#]
    let record = try record(keys.joined(separator: ","))
    #expect(record.flags == ["duplicate_key"])
    #expect(record.field("k7") == "2")
    #expect(record.field("k299") == "1")
    #expect(try self.record(#""l":[{"a":"1"},{"a":"2"}]"#).flags.isEmpty)
  }

  @Test func `Keys of earlier lines don't count as repeated`() throws {
    let lines = [
      #"{"event":"login","k":"1"}"#, #"{"event":"login","k":"2","o":{"k":"3"},"k":"4"}"#,
      #"{"o":{"event":"x","k":"5"},"event":"login","k":"6"}"#, #"{"k":"7","event":"login"}"#,
    ]
    let run = try FormatRun(lines, .json())
    #expect(run.records.map(\.flags) == [[], ["duplicate_key"], [], []])
    #expect(run.records.map { $0.field("k") } == ["1", "4", "6", "7"])
    #expect(run.records.map { $0.field("o.k") } == [nil, "3", "5", nil])
  }

  @Test func `A credential of a repeated key is the later one`() throws {
    let format = try Format.json(
      "",
      #""credentials": [{"username": "c.*.u", "password": "c.*.p"}]"#
    )
    let record = try record(#""c":[{"u":"a","p":"b"}],"c":[{"u":"x","p":"y"},{"u":"z"}]"#, format)
    #expect(record.field("username") == "x")
    #expect(record.field("credentials") == #"[{"username":"x","password":"y"},{"username":"z"}]"#)
    #expect(record.flags == ["duplicate_key"])
  }

  @Test(
    arguments: [
      "", " ", "{", "}", "[]", "\"x\"", "1", "null", #"{"event":"login"} {"event":"login"}"#,
      #"{"event":"login"}{"event":"login"}"#, #"{"event":"login"},"#, #"{"event":"login",}"#,
      #"{"event" "login"}"#,
      #"{event:"login"}"#, #"{"event":login}"#, #"{"event":'login'}"#, #"{"event":"login"]"#,
      #"{"event":["login"}}"#,
      #"{"event":"lo"#, #"{"event":"\x"}"#, #"{"event":"\u12"}"#, #"{"event":"\u123g"}"#, #"{"event":01}"#,
      #"{"event":1.}"#, #"{"event":-}"#, #"{"event":1e}"#, #"{"event":tru}"#, #"{"event":nulL}"#,
      #"{"event":NaN}"#,
      "{\"event\":\"a\tb\"}", "\u{FEFF}\u{FEFF}{}", #"{"event":"\ud800\u12"}"#, #"[{"event":"login"}]"#,
    ]
  )
  func `What is no JSON object is no event`(line: String) throws {
    #expect(try FormatRun([line], .json()).records.isEmpty)
  }

  @Test func `Text is what its escapes stand for, and never half a surrogate pair`() throws {
    let record = try record(
      #""a":"\u0041\"\\\/\b\f\n\r\t","b":"\ud83d\ude00","c":"x\ud83dy","d":"\ude00","e":"\ud83d\u0041","f":"\u0000\u2028""#
    )
    #expect(record.field("a") == "A\"\\/\u{8}\u{C}\n\r\t")
    #expect(record.field("b") == "😀")
    #expect(record.field("c") == "x\u{FFFD}y")
    #expect(record.field("d") == "\u{FFFD}")
    #expect(record.field("e") == "\u{FFFD}A")
    #expect(record.field("f") == "\u{0}\u{2028}")
  }

  @Test func `A byte-order mark, white space and bytes that aren't UTF-8 cost no event`() throws {
    #expect(try FormatRun(["\u{FEFF} {\t\(base) } "], .json()).records.count == 1)
    let line = Array("{\(base),\"a\":\"x".utf8) + [0xFF, 0xC3] + Array("\"}".utf8)
    let record = try #require(try FormatRun([line], .json()).records.first)
    #expect(record.field("a") == "x\u{FFFD}\u{FFFD}")
  }

  @Test func `Numbers and words are taken for text, null and empty lists for nothing`() throws {
    let format = try Format.json(#""src_port": "port", "command": ["c", "d"]"#)
    let record = try record(
      #""port":40001,"c":null,"d":-1.5e3,"yes":true,"no":false,"nothing":null,"list":[],"object":{},"message":[]"#,
      format
    )
    #expect(record.field("src_port") == "40001")
    #expect(record.field("command") == "-1.5e3")
    #expect(record.field("yes") == "true")
    #expect(record.field("no") == "false")
    #expect(record.fieldNames == ["src_ip", "command", "src_port", "native_event", "yes", "no"])
    #expect(record.text("msg") == "")
  }

  @Test(
    arguments: ["{}", "[]", "1", "\"\"", "true", "null"]
  )
  func `An address that is an object, a number or empty is none`(value: String) throws {
    let record = try #require(
      try FormatRun([#"{"event":"login","peer":\#(value)}"#], .json()).records.first
    )
    #expect(record.text("attacker_ip") == "Unknown")
    #expect(record.text("attribution") == "none")
  }

  @Test func `A name that is declared, or that two paths have, gets its own`() throws {
    let record = try record(
      #""src_ip":"198.51.100.1","src_ip_":"1","a.b":"2","a":{"b":"3"},"native_event":"4","credentials":"5""#
    )
    #expect(record.text("attacker_ip") == "203.0.113.7")
    #expect(record.field("src_ip") == "203.0.113.7")
    #expect(record.field("src_ip_") == "198.51.100.1")
    #expect(record.field("src_ip__") == "1")
    #expect(record.field("a.b") == "2")
    #expect(record.field("a.b_") == "3")
    #expect(record.field("native_event") == "login")
    #expect(record.field("native_event_") == "4")
    #expect(record.field("credentials_") == "5")
  }

  @Test func `Many paths with the same name are told apart`() throws {
    func path(_ count: Int) -> String { Array(repeating: "a", count: count).joined(separator: ".") }
    let members = (1..<60).map { #""\#(path($0))":{"\#(path(60 - $0))":"\#($0)"}"# }
    let record = try record(members.joined(separator: ","))
    #expect(record.flags.isEmpty)
    for number in 1..<60 {
      #expect(record.field(path(60) + String(repeating: "_", count: number - 1)) == "\(number)")
    }
  }

  @Test func `A key with a dot is no path`() throws {
    let format = try Format.table(
      #"{"name":"t","kind":"json","is":{"peer.ip":"*"},"address":"peer","service":{"const":"s"},"event_type":{"const":"e"},"fields":{"src_ip":"peer.ip"}}"#
    )
    let line = #"{"peer":{"ip":"203.0.113.7"},"peer.ip":"198.51.100.1"}"#
    let record = try #require(try FormatRun([line], format).records.first)
    #expect(record.text("attacker_ip") == "203.0.113.7")
    #expect(try FormatRun([#"{"peer.ip":"198.51.100.1"}"#], format).records.isEmpty)
  }

  @Test(arguments: [31, 32, 33, 64, 10_000])
  func `What lies too deep is left out, and the line is an event`(depth: Int) throws {
    // The line's own object counts.
    let open = String(repeating: #"{"k":"#, count: depth - 1)
    let record = try record(
      #""deep":"# + open + "\"x\"" + String(repeating: "}", count: depth - 1) + #","last":"y""#
    )
    #expect(record.flags == (depth <= 32 ? [] : ["truncated"]))
    #expect(record.field("last") == "y")
    #expect(record.text("attacker_ip") == "203.0.113.7")
    let list = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(try self.record(#""deep":\#(list)"#).text("attacker_ip") == "203.0.113.7")
    #expect(try FormatRun([#"{"event":"login","deep":\#(list.dropLast())}"#], .json()).records.isEmpty)
  }

  @Test func `Beyond 512 values the rest is left out, but not what is declared`() throws {
    let many = (0..<600).map { #""header_\#($0)":"198.51.100.1""# }.joined(separator: ",")
    let line = #"{"event":"login",\#(many),"peer":"203.0.113.7","z":"1"}"#
    let record = try #require(try FormatRun([line], .json()).records.first)
    #expect(record.text("attacker_ip") == "203.0.113.7")
    #expect(record.flags == ["truncated"])
    #expect(record.field("header_511") != nil)
    #expect(record.field("header_512") == nil)
    #expect(record.field("z") == nil)
  }

  @Test func `A line of 10 MB gives a bounded record with the attacker's address`() throws {
    for line in [
      #"{"event":"login","long":"\#(String(repeating: "x", count: 10 << 20))","peer":"203.0.113.7"}"#,
      #"{"event":"login","\#(String(repeating: "k", count: 10 << 20))":"1","peer":"203.0.113.7"}"#,
      #"{"event":"login","message":"\#(String(repeating: "\\u0000", count: 1 << 20))","peer":"203.0.113.7"}"#,
      #"{"event":"login","l":[\#(String(repeating: "1,", count: 5 << 20))1],"peer":"203.0.113.7"}"#,
      #"{"event":"login","l":[\#(String(repeating: "{},", count: 3 << 20)){}],"peer":"203.0.113.7"}"#,
    ] {
      let record = try #require(try FormatRun([line], .json()).records.first)
      #expect(record.text("attacker_ip") == "203.0.113.7")
      #expect(record.flags == ["truncated"])
      #expect(record["raw_line"]?.bytes?.count == 65_535)
      #expect((record.text("msg") ?? "").utf8.count <= 65_535)
      let fields = try #require(record["fields"]?.object)
      #expect(fields.members.reduce(0) { $0 + $1.name.count + ($1.value.bytes?.count ?? 0) } <= 65_535)
    }
  }

  @Test func `What an attacker types chooses neither type nor service`() throws {
    let record = try #require(
      try FormatRun([#"{"event":"disconnect","peer":"203.0.113.7"}"#], .json()).records.first
    )
    #expect(record.text("event_type") == "other")
    #expect(record.field("native_event") == "disconnect")
    for action in ["Closed", "NewConnect", "AUTH x"] {
      let line =
        #"{"action":"\#(action)","addr":"203.0.113.7:1","level":"info","msg":"","time":"2026-01-01 00:00:00"}"#
      #expect(try FormatRun.record(line, "redishoneypot").text("event_type") == "command")
    }
  }

  @Test func `A second src_ip in a request line stays in the message`() throws {
    let line =
      #"{'timestamp': '2026-01-09T23:00:38.915772', 'src_ip': '203.0.113.7', 'payload_printable': '"GET /', 'src_ip': '198.51.100.66', 'x': ' HTTP/1.1" 200 -'}"#
    let record = try FormatRun.record(line, "ciscoasa")
    #expect(record.text("attacker_ip") == "203.0.113.7")
    #expect(record.text("msg") == #""GET /', 'src_ip': '198.51.100.66', 'x': ' HTTP/1.1" 200 -"#)
  }

  @Test(
    arguments: [
      ("203.0.113.7", "192.0.2.1", "203.0.113.7"), ("203.0.113.7", "::ffff:192.0.2.1", "203.0.113.7"),
      ("203.0.113.7:22", "2001:db8::1", "203.0.113.7"), ("192.0.2.1", "203.0.113.7", "Unknown"),
      ("::ffff:192.0.2.1", "203.0.113.7", "Unknown"), ("192.0.2.1", "2001:db8::1", "Unknown"),
      ("203.0.113.7", "198.51.100.1", "Unknown"), ("203.0.113.7", "", "Unknown"),
      ("", "192.0.2.1", "Unknown"),
    ]
  )
  func `Of traffic in both directions, what the sensor sent is no attacker`(
    source: String,
    destination: String,
    attacker: String
  ) throws {
    func table(_ own: String) throws -> Format {
      try .table(
        #"{"name":"t","kind":"json","is":{"from":"*"},"address":"traffic"\#(own),"service":{"const":"s"},"event_type":{"const":"e"},"fields":{"dst_ip":"to","src_ip":"from"}}"#
      )
    }
    let line = #"{"from":"\#(source)","to":"\#(destination)"}"#
    let known = try #require(
      try FormatRun([line], table(#","own_addresses":["192.0.2.1","2001:db8::1"]"#)).records.first
    )
    #expect(known.text("attacker_ip") == attacker)
    #expect(known.text("attribution") == (attacker == "Unknown" ? "none" : "field"))
    let unknown = try #require(try FormatRun([line], table("")).records.first)
    #expect(unknown.text("attacker_ip") == "Unknown")
    #expect(unknown.field("src_ip") == known.field("src_ip"))
  }

  @Test func `What the line calls its sensor is a claim`() throws {
    let record = try record(#""node":"other-decky""#, .json("", #""sensor": "node""#))
    #expect(record.text("decky") == "omega-decky")
    #expect(record["claimed"]?.object?["sensor"] == "other-decky")
    #expect(record.field("node") == nil)
  }

  @Test func `Addresses are rewritten and split, and others are none`() throws {
    func read(_ address: String) throws -> (attacker: String?, field: String?, port: String?) {
      let line = #"{"event":"login","peer":"\#(address)"}"#
      let record = try #require(try FormatRun([line], .json()).records.first)
      return (record.text("attacker_ip"), record.field("src_ip"), record.field("src_port"))
    }
    #expect(try read("::ffff:203.0.113.7") == ("203.0.113.7", "203.0.113.7", nil))
    #expect(try read("[::ffff:203.0.113.7]:22") == ("203.0.113.7", "203.0.113.7", "22"))
    #expect(try read("203.0.113.7:65535") == ("203.0.113.7", "203.0.113.7", "65535"))
    #expect(try read("[2001:db8::1]:22") == ("2001:db8::1", "2001:db8::1", "22"))
    #expect(try read("fe80::1%eth0") == ("fe80::1%eth0", "fe80::1%eth0", nil))
    for text in [
      "localhost", "0.0.0.0", "::", "::ffff:0.0.0.0", "203.0.113.7:65536", "203.0.113.7, 198.51.100.1", "x",
    ] {
      #expect(try read(text) == ("Unknown", text, nil))
    }
  }

  @Test func `A declared port beats the one behind the address`() throws {
    let format = try Format.json(#""src_port": "port""#)
    let line = #"{"event":"login","peer":"203.0.113.7:1","port":"2"}"#
    let record = try #require(try FormatRun([line], format).records.first)
    #expect(record.field("src_port") == "2")
  }

  @Test func `An unreadable time is replaced and kept`() throws {
    var context = RecordContext()
    var text = InlineArray<30, UInt8>(repeating: 0)
    for (index, byte) in "2026-11-23T03:55:14.000000000Z".utf8.enumerated() { text[index] = byte }
    context.observed = ObservedTime(nanoseconds: 0, text: text)
    let line = Array(#"{"event":"login","time":"yesterday"}"#.utf8)
    let record = try #require(try FormatRun([line], .json(), context: context).records.first)
    #expect(record.text("timestamp") == "2026-11-23 03:55:14")
    #expect(record.flags == ["timestamp_replaced"])
    #expect(record.field("time") == "yesterday")
  }

  @Test func `Nothing of a line is left in the next`() throws {
    let run = try FormatRun(
      [
        #"{"event":"login","peer":"203.0.113.7","a":"1","a":"2","node":"x"}"#, #"{"event":"x"}"#, "x",
        #"{"event":"y"}"#,
      ],
      .json("", #""sensor": "node""#)
    )
    #expect(run.records.count == 3)
    for record in run.records.dropFirst() {
      #expect(record.text("attacker_ip") == "Unknown")
      #expect(record.fieldNames == ["native_event"])
      #expect(record.flags.isEmpty)
      #expect(record["claimed"] == nil)
    }
  }

  @Test(
    arguments: FormatExample.all
  )
  func `Any bytes are read without a fault, and give a record by the letter or none`(example: FormatExample)
    throws
  {
    var generator = SplitMix64(seed: 14)
    let whole = Array(try #require(example.lines.last).utf8)
    let lines = (0..<200).map { _ in
      var line = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: 0..<line.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: line[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: line.removeSubrange(index..<min(line.count, index + Int.random(in: 1...9, using: &generator)))
        default: line.insert(contentsOf: line[index...].prefix(9), at: index)
        }
        if line.isEmpty { line = [0x7B] }
      }
      return line
    }
    let format = try #require(FormatLibrary.builtIn[example.format])
    _ = try FormatRun(example.lines.dropLast().map { Array($0.utf8) } + lines, format)
  }
}
