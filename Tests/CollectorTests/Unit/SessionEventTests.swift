import Foundation
import Testing

@testable import Collector
@testable import Records

private typealias Lines = SessionRecords

@Suite("What is published of a shell session")
struct SessionEventTests {
  private static let sid = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

  @Test
  func `A session has its commands as they were typed, and nothing that was typed is taken for who typed it`()
  {
    let lines = [
      #"<134>1 2026-03-04T09:10:01Z WEB-07 auth-helper - auth_attempt [relay@55555 src_ip="198.51.100.23"]"#,
      Lines.command("id", at: "09:10:02"),
      Lines.command(#"cat /etc/shadow; echo [x] "y" \ src=6.6.6.6 cmd=no"#, at: "09:10:03"),
      Lines.command("su - # 日本", at: "09:10:04", user: "ubuntu", directory: "/home/ubuntu"),
      Lines.end(at: "09:10:10"),
    ]
    let context = #""decky":"WEB-07","service":"bash","uid":"0""#
    let origin = #""src":"198.51.100.23","pwd":"/root""#
    let expected =
      #"{"session_id":"\#(Self.sid)","attacker_uuid":null,"attacker_ip":"198.51.100.23","#
      + #""decky_id":"gamma-decky","service":"ssh","ended_at":"2026-03-04T09:10:10","duration_s":12.5,"#
      + #""commands":[{"id":"\#(Self.sid)#0","command_text":"id","ts":"2026-03-04T09:10:02",\#(context),"#
      + #""user":"root",\#(origin)},{"id":"\#(Self.sid)#1","#
      + #""command_text":"cat /etc/shadow; echo [x] \"y\" \\ src=6.6.6.6 cmd=no","ts":"2026-03-04T09:10:03","#
      + #"\#(context),"user":"root",\#(origin)},{"id":"\#(Self.sid)#2","command_text":"su - # 日本","#
      + #""ts":"2026-03-04T09:10:04",\#(context),"user":"ubuntu","src":"198.51.100.23","pwd":"/home/ubuntu"}],"#
      + #""shard_path":null}"#
    #expect(Lines.payloads(lines) == [expected])
  }

  @Test func `A session without commands, without an id and without a service has what is known`() {
    let expected =
      #"{"session_id":null,"attacker_uuid":null,"attacker_ip":"198.51.100.23","decky_id":"gamma-decky","#
      + #""service":"sessrec","ended_at":"2026-03-04T09:10:10","duration_s":0.0,"commands":[],"shard_path":null}"#
    #expect(Lines.payloads([Lines.end(at: "09:10:10", #"sid="" service="" duration_s="""#)]) == [expected])
    #expect(Lines.payloads([Lines.end(at: "09:10:10", "")]) == [expected])
  }

  @Test func `Without the session's id, its address and end stand in the ids of its commands`() throws {
    let session = try Lines.session([
      Lines.command("a", at: "09:10:10"), Lines.command("b", at: "09:10:10"), Lines.end(at: "09:10:10", ""),
    ])
    let prefix = "198.51.100.23-2026-03-04T09:10:10"
    #expect(Lines.ids(session) == ["\(prefix)#0", "\(prefix)#1"])
  }

  @Test func `Of two sessions of one address each has its own commands, whose places go on`() throws {
    let lines = [
      Lines.command("a", at: "09:00:01"), Lines.command("b", at: "09:00:05"),
      Lines.end(at: "09:00:06", #"sid="first-session" duration_s="5.9""#),
      Lines.command("other", at: "09:00:07", from: "198.51.100.24"),
      Lines.command("c", at: "09:00:08"),
      Lines.end(at: "09:00:09", #"sid="other-session" duration_s="9""#, from: "198.51.100.24"),
      Lines.end(at: "09:00:10", #"sid="second-session" duration_s="2""#),
    ]
    let sessions = try Lines.payloads(lines).map(Lines.object)
    #expect(sessions.map(Lines.texts) == [["a", "b"], ["other"], ["c"]])
    #expect(
      sessions.map(Lines.ids) == [
        ["first-session#0", "first-session#1"], ["other-session#0"], ["second-session#2"],
      ]
    )
  }

  @Test func `Commands are in the order of their arrival, and those from before the session are not its own`()
    throws
  {
    let session = try Lines.session([
      Lines.command("late", at: "09:00:08"), Lines.command("early", at: "09:00:06"),
      Lines.command("before", at: "09:00:04"), Lines.command("first", at: "09:00:05"),
      Lines.end(at: "09:00:10", #"sid="12345678" duration_s="4.001""#),
    ])
    #expect(Lines.texts(session) == ["late", "early", "first"])
    #expect(Lines.ids(session) == ["12345678#0", "12345678#1", "12345678#3"])
  }

  @Test func `An address is the same however it is spelled, but not in another zone`() throws {
    for spellings in [
      ["203.0.113.9", "::ffff:203.0.113.9", "::FFFF:cb00:7109"], ["fe80::1%eth0", "FE80:0::1%eth0"],
    ] {
      let others = ["203.0.113.90", "fe80::1", "fe80::1%eth1", "fe80::1%ETH0"]
      let commands = (spellings + others).map { Lines.command($0, at: "09:00:01", from: $0) }
      let session = try Lines.session(commands + [Lines.end(at: "09:00:02", from: spellings[0])])
      #expect(Lines.texts(session) == spellings)
    }
  }

  @Test func `Who can't be known and when can't be known is passed over`() {
    var aggregator = SessionAggregator(lifetime: 3600)
    for (address, timestamp) in [
      ("Unknown", "2026-03-04 09:00:00"), ("", "2026-03-04 09:00:00"), ("198.51.100.23", "yesterday"),
      ("198.51.100.23", "2026-02-30 09:00:00"), ("198.51.100.23", "0000-01-01 00:00:00"),
      ("198.51.100.23", "2026-03-04 09:00:00 "),
    ] {
      var record = EventRecord(timestamp: timestamp, decky: "d", service: "s", eventType: "session_recorded")
      record.attackerIP = address
      let session = aggregator.add(record, at: 0)
      #expect(session == nil, "\(address) \(timestamp)")
    }
  }

  @Test(
    arguments: [
      (["command": "a", "cmd": "b"], "CMD uid=0 cmd=c", "a"), (["cmd": "b"], "CMD uid=0 cmd=c", "b"),
      (["command": ""], "CMD uid=0 cmd=c", "c"), ([:], "CMD uid=0 cmd=", ""),
      ([:], "CMD cmd= c cmd=d", " c cmd=d"),
      ([:], "CMD uid=0", "CMD uid=0"), ([:], "cmd=c", "cmd=c"), ([:], "", ""), ([:], "CMD cmd", "CMD cmd"),
    ] as [([String: String], String, String)]
  )
  func `What was typed is told by the fields, else by the message`(
    fields: [String: String],
    message: String,
    text: String
  ) {
    #expect(Self.command(fields, message).text == text)
  }

  @Test func `The words before a command tell who typed it, the first of each name, else the fields`() {
    let fields = ["uid": "7", "user": "field", "src": "192.0.2.1", "pwd": "/"]
    func context(_ message: String, _ fields: [String: String] = [:]) -> String {
      Self.command(fields, message).context.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }
    #expect(
      context("CMD uid=0\tuser=a src=192.0.2.9 pwd=/x src=6.6.6.6 cmd=pwd=/y")
        == "uid=0 user=a src=192.0.2.9 pwd=/x"
    )
    #expect(context("CMD uid=0 user= xsrc=1 cmd=x", fields) == "uid=0 user=field src=192.0.2.1 pwd=/")
    #expect(context("CMD uid=0 user=a", fields) == "uid=7 user=field src=192.0.2.1 pwd=/")
    #expect(context("uid=0 cmd=x") == "")
  }

  private static func command(_ fields: [String: String], _ message: String) -> ShellCommand {
    ShellCommand(
      EventRecord(timestamp: "", decky: "", service: "", eventType: "", fields: fields, message: message)
    )
  }
}
