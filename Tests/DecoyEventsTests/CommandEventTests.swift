import Testing
import TestSupport

@testable import DecoyEvents

@Suite("Shell commands")
struct CommandEventTests {
  private static let inner = "2026-02-02T00:00:00Z inner bash 7 "

  @Test func `A second header inside the first is unwrapped, once`() throws {
    let record = try Record.object(of: "<1>1 2026-01-01T00:00:00Z o a p - - \(Self.inner)cmd - CMD uid=0 id")
    #expect(record["decky"] == "inner")
    #expect(record["service"] == "bash")
    #expect(record["event_type"] == "cmd")
    #expect(record["timestamp"] == "2026-01-01 00:00:00")
    #expect(record["msg"] == "CMD uid=0 id")
    #expect(record["flags"] == .array(["unwrapped"]))
    let twice = try Record.object(of: "<1>1 t o a p - - \(Self.inner)- - \(Self.inner)m - x")
    #expect(twice["event_type"] == "-")
    #expect(twice["msg"]?.text == "\(Self.inner)m - x")
  }

  @Test(
    arguments: ["-  T h a p m - x", "- T\th\ta\tp\tm\t- x", "- T  h \t a p  m   - x", "- \tT h a p m - x"]
  )
  func `Blanks in the inner header may be any number of SP and HT`(rest: String) throws {
    let line = "<1>1 t o a p - \(rest.replacing("T", with: "2026-01-01Twhatever"))"
    let record = try Record.object(of: line)
    #expect(record["flags"] == .array(["unwrapped"]))
    #expect(record["decky"] == "h")
    #expect(record["msg"] == "x")
  }

  @Test(
    arguments: [
      "- - 2026-01-01T h a p m", "- - 2026-01-01T h a p m  ", "- - 2026-01-01 h a p m - x",
      "- - 2026-1-01T h a p m - x",
      "- - x2026-01-01T h a p m - x", "- - 2026-01-01t h a p m - x", "m - 2026-01-01T h a p m - x",
      "- [x] 2026-01-01T h a p m - x", "-- - 2026-01-01T h a p m - x", "- - \u{FEFF}2026-01-01T h a p m - x",
      "- - 2026-01-01T\u{B}h a p m - x", "- - 2026-01-01T h a p m x", "- - 2026-01-01T h a p m -x",
      "- - 2026-01-01T h a p m --", "- - 2026-01-01T h a p m -\tx", "- - 2026-01-01T h a p m CMD id",
      "- - 2026-01-01T h a p m \u{B}- x",
    ]
  )
  func `An incomplete second header stays part of the message`(rest: String) throws {
    let record = try Record.object(of: "<1>1 t outer a p \(rest)")
    #expect(record["flags"] == nil)
    #expect(record["decky"] == "outer")
  }

  @Test(
    arguments: [
      ("- - CMD id", "command"), ("- - \u{FEFF}CMD id", "command"), ("- [x] CMD id", "command"),
      ("- - CMD", "-"),
      ("- - CMDx", "-"), ("- - cmd id", "-"), ("- - CMD\tid", "-"), ("- - x CMD id", "-"),
      ("-- - CMD id", "--"),
      ("m - CMD id", "m"),
    ]
  )
  func `An event without a type whose message begins with CMD is a command`(rest: String, type: String) throws
  {
    #expect(try Record.object(of: "<1>1 t h a p \(rest)")["event_type"]?.text == type)
  }

  @Test(
    arguments: ["-", "- x", "[x] y", "[x"]
  )
  func `The inner structured data may be empty, or anything that begins as an element`(rest: String) throws {
    let record = try Record.object(of: "<1>1 t o a p - - \(Self.inner)m \(rest)")
    #expect(record["flags"]?.elements?.contains("unwrapped") == true)
    #expect(record["decky"] == "inner")
  }

  @Test func `An unwrapped command without a type is a command`() throws {
    let record = try Record.object(of: "<1>1 t o a p - - \(Self.inner)- - CMD src=1.2.3.4")
    #expect(record["event_type"] == "command")
    #expect(record["attacker_ip"] == "1.2.3.4")
    #expect(record["attribution"] == "message")
  }
}
