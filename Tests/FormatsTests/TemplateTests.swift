import TestSupport
import Testing

@testable import Formats

@Suite("Templates")
struct TemplateTests {
  private func format(_ templates: String...) throws -> Format {
    let list = templates.map { #"{"event": "x", "line": \#(JSONValue.string(Array($0.utf8)).json)}"# }.joined(
      separator: ", "
    )
    return try .table(
      """
      {"name": "t", "kind": "text", "address": "peer", "service": {"const": "s"}, "event_type": {"const": "e"},
       "templates": [\(list), "never {ip:src_ip}"], "fields": {"src_ip": "src_ip"}}
      """
    )
  }

  private func fields(_ line: String, _ template: String) throws -> JSONObject? {
    try FormatRun([line], format(template)).records.first
  }

  @Test func `Each type takes what it says`() throws {
    let template = "{time} {ip:src_ip}:{port} {int} {number} {word} {quoted} [{text}] {{x}} {rest}"
    let line =
      #"2026-01-02T03:04:05.123+02:00 203.0.113.7:22 -5 1.25 a-b "q \" ' \\ \n" [a b] {x} all the rest"#
    let record = try #require(try fields(line, template))
    #expect(record.text("attacker_ip") == "203.0.113.7")
    #expect(record.field("time") == "2026-01-02T03:04:05.123+02:00")
    #expect(record.field("port") == "22")
    #expect(record.field("int") == "-5")
    #expect(record.field("number") == "1.25")
    #expect(record.field("word") == "a-b")
    #expect(record.field("quoted") == #"q " ' \ \n"#)
    #expect(record.field("text") == "a b")
    #expect(record.field("rest") == "all the rest")
  }

  @Test func `Addresses end where they end`() throws {
    #expect(try fields("a 2001:db8::7 b", "a {ip:src_ip} b")?.text("attacker_ip") == "2001:db8::7")
    #expect(try fields("a 2001:db8::7: b", "a {ip:src_ip}: b")?.text("attacker_ip") == "2001:db8::7")
    #expect(try fields("a fe80::1%eth0 b", "a {ip:src_ip} b")?.text("attacker_ip") == "fe80::1%eth0")
    #expect(try fields("[[2001:db8::7]:22]", "[{address:src_ip}]")?.field("src_port") == "22")
    #expect(try fields("203.0.113.7:22.", "{address:src_ip}.")?.field("src_port") == "22")
    for text in ["203.0.113", "203.0.113.256", "g::1", "", "1:2:3", "203.0.113.07"] {
      #expect(try fields("a \(text) b", "a {ip:src_ip} b") == nil, "\(text)")
    }
    #expect(try fields("203.0.113.7:99999", "{address:src_ip}") == nil)
  }

  @Test func `A template is anchored at both ends`() throws {
    #expect(try fields("x 203.0.113.7", "{ip:src_ip}") == nil)
    #expect(try fields("203.0.113.7 x", "{ip:src_ip}") == nil)
    #expect(try fields("203.0.113.7 x'}", "{ip:src_ip} {rest}'}}")?.field("rest") == "x")
    #expect(try fields("203.0.113.7 x", "{ip:src_ip} {rest}'}}") == nil)
  }

  @Test func `The first template that fits counts`() throws {
    let format = try format("{ip:src_ip} {rest:first}", "{ip:src_ip} {rest:second}")
    let record = try #require(try FormatRun(["203.0.113.7 x"], format).records.first)
    #expect(record.field("first") == "x")
    #expect(record.field("second") == nil)
  }

  @Test func `An unclosed quote and a hostile repetition cost no time and no fault`() throws {
    let long = String(repeating: "] ", count: 500_000)
    #expect(try fields("[" + long, "[{text}]x {ip:src_ip}") == nil)
    #expect(try fields("'" + String(repeating: "\\'", count: 500_000), "{quoted} {ip:src_ip}") == nil)
    #expect(try fields("\"\\", "{quoted} {ip:src_ip}") == nil)
  }
}
