import DecoyEvents
import TestSupport
import Testing

@testable import Formats

@Suite("Lines in which an attacker crowds out other values")
struct CrowdedLineTests {
  @Test(arguments: [10, 20_000, 66_000, 70_000, 900_000])
  func `A long value doesn't hide what stands behind it`(count: Int) throws {
    for filler in ["x", "\\\\", "é"] {
      let name = String(repeating: filler, count: count / filler.utf8.count)
      let record = try FormatRun.record(
        "2026-05-22T10:00:00.000000Z [HoneyPotSSHTransport,1,203.0.113.7] login attempt [b'\(name)'/b'secret'] failed",
        "cowrie-text"
      )
      #expect(record.text("event_type") == "login_attempt")
      #expect(record.text("attacker_ip") == "203.0.113.7")
      #expect(record.flags == (count > 60_000 ? ["truncated"] : []))
    }
  }

  @Test(arguments: [("dionaea", "credentials"), ("heralding", "auth_attempts")], [0, 300, 600, 2000])
  func `What no path asks for doesn't crowd out credentials`(place: (String, String), count: Int) throws {
    let (format, list) = place
    let commands = (0..<count).map { #"{"command":"c\#($0)","arguments":["a"]}"# }.joined(separator: ",")
    let example = try #require(FormatExample.all.first { $0.format == format }?.lines.last)
    let line =
      #"{"ftp":{"commands":[\#(commands)]},"\#(list)":[{"password":"p1","username":"u1"},{"password":"p2","username":"u2"}],"#
      + example.dropFirst().replacing(#""\#(list)":"#, with: #""other":"#)
    let record = try FormatRun.record(line, format)
    #expect(record.field("username") == "u1")
    #expect(record.field("password") == "p1")
    #expect(
      record.field("credentials")
        == #"[{"username":"u1","password":"p1"},{"username":"u2","password":"p2"}]"#
    )
    #expect(record.flags == (count == 0 ? [] : ["truncated"]))
  }

  @Test(arguments: [("dionaea", "credentials"), ("heralding", "auth_attempts")], [2, 256, 257, 5000])
  func `Credentials are bounded`(place: (String, String), count: Int) throws {
    let (format, list) = place
    let all = (0..<count).map { #"{"username":"u\#($0)","password":"p"}"# }.joined(separator: ",")
    let example = try #require(FormatExample.all.first { $0.format == format }?.lines.last)
    let line = #"{"\#(list)":[\#(all)],"# + example.dropFirst().replacing(#""\#(list)":"#, with: #""other":"#)
    let record = try FormatRun.record(line, format)
    #expect(record.field("username") == "u0")
    #expect(record.flags == (count <= 256 ? [] : ["truncated"]))
    let credentials = try #require(record.field("credentials"))
    #expect(credentials.hasSuffix(#"{"username":"u\#(min(count, 256) - 1)","password":"p"}]"#))
  }

  @Test(arguments: ["x", "é", "€", "😀"], [1, 2, 3])
  func `Credentials are cut between characters, and the record says so`(character: String, offset: Int) throws
  {
    let long = String(repeating: "a", count: offset) + String(repeating: character, count: 1100)
    func record(_ name: String) throws -> JSONObject {
      let format = try Format.json("", #""credentials": [{"username": "c.*.u", "password": "c.*.p"}]"#)
      let line = #"{"event":"login","c":[{"u":"\#(name)","p":"p"},{"u":"b"}]}"#
      return try #require(try FormatRun([line], format).records.first)
    }
    let cut = try record(long)
    #expect(cut.flags == ["truncated"])
    #expect(cut.field("username") == long)
    let width = character.utf8.count
    let kept = long.prefix(offset + (1024 - offset) / width)
    #expect(cut.field("credentials") == #"[{"username":"\#(kept)","password":"p"},{"username":"b"}]"#)
    #expect(try record(String(kept)).flags.isEmpty)
  }

  @Test func `After 16 KiB of credentials the record is truncated`() throws {
    let format = try Format.json("", #""credentials": [{"username": "c.*.u", "password": "c.*.p"}]"#)
    let all = (0..<20).map { _ in #"{"u":"\#(String(repeating: "x", count: 1000))"}"# }.joined(separator: ",")
    let record = try #require(try FormatRun([#"{"event":"login","c":[\#(all)]}"#], format).records.first)
    #expect(record.flags == ["truncated"])
  }

  @Test(
    arguments: [
      (#""":{"a":"2"},"a":"1""#, [".a": "2", "a": "1"]),
      (#""":{"a":"2","":{"a":"3"}},"a":"1",".a":"4""#, [".a": "2", "..a": "3", "a": "1", ".a_": "4"]),
      (#""":["2"],"0":"1","\u0061":{"":"3"}"#, [".0": "2", "0": "1", "a.": "3"]),
      (#""":"1","\u0061":"2""#, ["": "1", "a": "2"]),
    ]
  )
  func `An empty key is a part of a path`(members: String, fields: [String: String]) throws {
    let record = try #require(try FormatRun([#"{"event":"login",\#(members)}"#], .json()).records.first)
    #expect(Set(record.fieldNames) == Set(fields.keys).union(["native_event"]))
    #expect(record.fieldNames.count == fields.count + 1)
    for (name, value) in fields { #expect(record.field(name) == value) }
  }

  @Test(arguments: [(255, false), (256, true), (65_536, true)])
  func `A sensor's name that is cut is flagged`(length: Int, isCut: Bool) throws {
    let sensor = String(repeating: "s", count: length)
    let record = try FormatRun.record(
      #"{"eventid":"cowrie.session.closed","src_ip":"203.0.113.7","sensor":"\#(sensor)"}"#,
      "cowrie"
    )
    #expect(record.flags.contains("truncated") == isCut)
  }
}
