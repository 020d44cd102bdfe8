import DecoyEvents
import TestSupport
import Testing

@testable import Formats

@Suite("Shapes of text lines")
struct TextShapeTests {
  @Test(
    arguments: [
      ("HoneyPotSSHTransport", "ssh"), ("CowrieTelnetTransport", "telnet"),
      ("HoneyPotTelnetTransport", "telnet"),
    ]
  )
  func `Cowrie's transport names the service`(transport: String, service: String) throws {
    let record = try FormatRun.record(
      "2026-05-22T10:00:00.000000Z [\(transport),1,203.0.113.7] login attempt [b'a'/b'b'] failed",
      "cowrie-text"
    )
    #expect(record.text("service") == service)
    #expect(record.text("event_type") == "login_attempt")
    #expect(record.field("transport") == nil)
  }

  @Test(
    arguments: [
      ("cowrie.ssh.factory.CowrieSSHFactory", "ssh"),
      ("cowrie.telnet.factory.HoneyPotTelnetFactory", "telnet"),
    ],
    ["203.0.113.7", "2001:db8::5", "2001:db8:0:1:2:3:4:5", "::1"]
  )
  func `A port stands behind the last colon`(factory: (String, String), address: String) throws {
    let record = try FormatRun.record(
      "2026-05-22T10:00:00.000000Z [\(factory.0)] New connection: \(address):4000 (\(address):2222) [session: s1]",
      "cowrie-text"
    )
    #expect(record.text("attacker_ip") == address)
    #expect(record.field("src_port") == "4000")
    #expect(record.field("dst_port") == "2222")
    #expect(record.text("service") == factory.1)
  }

  @Test(arguments: ["     5002/tcp", "5002/tcp", "    65535/udp"])
  func `Honeytrap pads its port`(place: String) throws {
    let line =
      "[2026-05-22 10:00:00] \(place)  Handling tcp connection request from 203.0.113.7:1 to 192.0.2.1:5002."
    let record = try FormatRun.record(line, "honeytrap-text")
    #expect(record.text("attacker_ip") == "203.0.113.7")
    #expect(
      try FormatRun.isUnparsed(line.replacing(place, with: "anything at all \(place)"), "honeytrap-text")
    )
  }

  @Test(arguments: [
    "ACCEPT host=203.0.113.7 port=1 n=1/4096", "CLOSE host=203.0.113.7 port=1 time=1.5 bytes=2",
  ])
  func `The source of an endlessh-go line has no bracket`(event: String) throws {
    let record = try FormatRun.record("I0522 10:00:00.100000       1 client.go:66] \(event)", "endlessh-go")
    #expect(record.text("attacker_ip") == "203.0.113.7")
    #expect(try FormatRun.isUnparsed("I0522 10:00:00.1 1 a.go:6] x] \(event)", "endlessh-go"))
  }

  @Test(arguments: ["--->", "<---"])
  func `A payload may be empty`(arrow: String) throws {
    for payload in ["", " b'x'"] {
      let line = "2026-05-22 10:00:00,901 ('203.0.113.7', 4000) \(arrow)\(payload)"
      #expect(try FormatRun.record(line, "conpot-text").text("attacker_ip") == "203.0.113.7")
    }
  }

  @Test func `Columns that come again are no event`() throws {
    let header = "auth_id,session_id,source_ip"
    let run = try FormatRun([header, "1,2,203.0.113.7", header, "1,2,203.0.113.7"], "heralding-auth")
    #expect(run.readings == [.columns, .event, .columns, .event])
  }
}
