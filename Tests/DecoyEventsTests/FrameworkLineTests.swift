import Testing
import TestSupport

@testable import DecoyEvents

/// Lines in the shapes that the framework's services, its shells and its sniffer print.
@Suite("Lines of the framework's services")
struct FrameworkLineTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let line: String
    let decky: String
    let service: String
    let type: String
    let address: String
    let attribution: String
    let fields: [String: String]
    var flags: [String] = []
    var message = ""

    var testDescription: String { "\(service) \(type) \(address)" }
  }

  private static func service(
    _ service: String,
    _ type: String,
    _ parameters: String,
    _ address: String?,
    _ fields: [String: String],
    message: String = ""
  ) -> Example {
    let tail = message.isEmpty ? "" : " " + message
    return Example(
      line:
        "<134>1 2026-03-04T05:06:07.891234+00:00 mail-03 \(service) - \(type) [relay@55555 \(parameters)]\(tail)",
      decky: "mail-03",
      service: service,
      type: type,
      address: address ?? "Unknown",
      attribution: address == nil ? "none" : "field",
      fields: fields,
      message: message
    )
  }

  static let services = [
    service(
      "ssh-auth",
      "auth_attempt",
      #"username="admin" secret_printable="a\]b\"c\\d" src_ip="203.0.113.9""#,
      "203.0.113.9",
      ["username": "admin", "secret_printable": #"a]b"c\d"#, "src_ip": "203.0.113.9"]
    ),
    service(
      "ssh-auth",
      "auth_attempt",
      #"username="x] src_ip=198.51.100.1 " src_ip="fe80::2%eth1""#,
      "fe80::2%eth1",
      ["username": "x] src_ip=198.51.100.1 ", "src_ip": "fe80::2%eth1"]
    ),
    service(
      "pop",
      "connect",
      #"src="203.0.113.9" src_port="4711""#,
      "203.0.113.9",
      ["src": "203.0.113.9", "src_port": "4711"]
    ),
    service(
      "web",
      "request",
      #"method="GET" remote_addr="203.0.113.9:4711" headers="{\"X-Forwarded-For\": \"198.51.100.1\"}""#,
      "203.0.113.9",
      [
        "method": "GET", "remote_addr": "203.0.113.9:4711",
        "headers": #"{"X-Forwarded-For": "198.51.100.1"}"#,
        "remote_port": "4711",
      ]
    ),
    service(
      "webs",
      "settings",
      #"remote_addr="[2001:db8::9\]:4711" order="[\"A\", \"B\"\]""#,
      "2001:db8::9",
      ["remote_addr": "[2001:db8::9]:4711", "order": #"["A", "B"]"#, "remote_port": "4711"]
    ),
    service("webs", "access", #"remote_addr="-" path="/x""#, nil, ["remote_addr": "-", "path": "/x"]),
    service("cache", "connect", #"src="?" src_port="0""#, nil, ["src": "?", "src_port": "0"]),
    service(
      "ssh-auth",
      "auth_attempt",
      #"src_ip="host-9.example.net""#,
      nil,
      ["src_ip": "host-9.example.net"]
    ),
    service("ssh-auth", "auth_attempt", #"src_ip="""#, nil, ["src_ip": ""]),
    service("ftpd", "user", #"username="anonymous""#, nil, ["username": "anonymous"]),
    service(
      "plc",
      "request",
      #"src="203.0.113.9" msg="New session from 203.0.113.9 (1f)""#,
      "203.0.113.9",
      ["src": "203.0.113.9", "msg": "New session from 203.0.113.9 (1f)"]
    ),
    service(
      "plc",
      "request",
      #"msg="started on: ('0.0.0.0', 5020)""#,
      nil,
      ["msg": "started on: ('0.0.0.0', 5020)"]
    ),
    service(
      "desk",
      "handshake_failed",
      #"src_ip="203.0.113.9""#,
      "203.0.113.9",
      ["src_ip": "203.0.113.9"],
      message: "[Errno 104] Connection reset by peer"
    ),
    service(
      "recorder",
      "session_recorded",
      #"sid="00000000-0000-0000-0000-000000000000" service="ssh" src_ip="203.0.113.9""#,
      "203.0.113.9",
      ["sid": "00000000-0000-0000-0000-000000000000", "service": "ssh", "src_ip": "203.0.113.9"]
    ),
  ]

  private static func shell(_ command: String, _ address: String?) -> Example {
    Example(
      line: """
        <14>1 2026-03-04T05:06:07.891234+00:00 mail-03 1 - - -  2026-03-04T05:06:07.891200+00:00 SRV-MAIL bash - command \
        [timeQuality tzKnown="1" isSynced="0"] \(command)
        """,
      decky: "SRV-MAIL",
      service: "bash",
      type: "command",
      address: address ?? "Unknown",
      attribution: address == nil ? "none" : "message",
      fields: [:],
      flags: ["unwrapped"],
      message: command
    )
  }

  static let shells = [
    shell("CMD uid=0 user=root src=203.0.113.9 pwd=/root cmd=uptime", "203.0.113.9"),
    shell(
      #"CMD uid=0 user=root src=203.0.113.9 pwd=/root cmd=cat /etc/shadow; echo [x] "y" src=198.51.100.1"#,
      "203.0.113.9"
    ),
    shell("CMD uid=0 user=root src=203.0.113.9 pwd=/root cmd=masscan 192.0.2.0/24", "203.0.113.9"),
    shell("CMD uid=33 user=www src=fe80::2%eth1 pwd=/ cmd=id", "fe80::2%eth1"),
    shell("CMD uid=33 user=www src=2001:db8::9 pwd=/ cmd=# 日本", "2001:db8::9"),
    shell("CMD uid=0 user=root src= pwd=/root cmd=ssh root@192.0.2.1", nil),
    shell("CMD uid=0 pwd=/root cmd=ping 192.0.2.1", nil),
  ]

  private static func message(
    _ service: String,
    _ message: String,
    _ address: String?,
    procID: String = "-",
    type: String = "-"
  ) -> Example {
    Example(
      line: "<86>1 2026-03-04T05:06:07.891234+00:00 mail-03 \(service) \(procID) \(type) -  \(message)",
      decky: "mail-03",
      service: service,
      type: type,
      address: address ?? "Unknown",
      attribution: address == nil ? "none" : "prose",
      fields: [:],
      message: message
    )
  }

  static let messages = [
    message(
      "login",
      "pam_unix(login:auth): authentication failure; logname= ruser= rhost=203.0.113.9 user=root",
      "203.0.113.9"
    ),
    message(
      "login",
      "FAILED LOGIN (2) on '/dev/pts/1' from '203.0.113.9' FOR 'root', Authentication failure",
      "203.0.113.9",
      procID: "99"
    ),
    message("su", "pam_unix(su-l:session): session opened for user root(uid=0) by (uid=1000)", nil),
    message("sudo", "root : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/id", nil),
    message(
      "named",
      "name server: zone=corp.local. version=9.11.4-P2-RedHat-9.11.4-26.P2.el7_9.10",
      nil,
      type: "startup"
    ),
    message("desk", "server starting as mail-03 on port 3389", nil, type: "startup"),
  ]

  @Test(arguments: services + shells + messages)
  func `Each gives its fields, its address and its type`(example: Example) throws {
    let record = try Record.object(of: example.line)
    #expect(record["timestamp"] == "2026-03-04 05:06:07")
    #expect(record["decky"]?.text == example.decky)
    #expect(record["service"]?.text == example.service)
    #expect(record["event_type"]?.text == example.type)
    #expect(record["attacker_ip"]?.text == example.address)
    #expect(record["attribution"]?.text == example.attribution)
    let fields = try #require(record["fields"]?.object).members
    #expect(
      Dictionary(
        uniqueKeysWithValues: fields.map { (String(decoding: $0.name, as: UTF8.self), $0.value.text ?? "") }
      )
        == example.fields
    )
    #expect((record["flags"]?.elements ?? []).compactMap(\.text) == example.flags)
    #expect(record["msg"]?.text == example.message)
    #expect(record["raw_line"]?.text == example.line)
  }

  @Test func `A body of several lines keeps the fields of its first line`() throws {
    let line =
      #"<134>1 2026-03-04T05:06:07Z mail-03 web - request [relay@55555 remote_addr="203.0.113.9" body="{"#
    let record = try Record.object(of: line)
    #expect(record["attacker_ip"] == "203.0.113.9")
    #expect(record["attribution"] == "field")
    #expect(record["flags"] == .array(["malformed_sd"]))
    #expect(Record.text(of: Array(#"  \"Cmd\": [\"wget http://198.51.100.1/x\"\]"#.utf8)) == nil)
  }
}
