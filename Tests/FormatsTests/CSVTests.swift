import DecoyEvents
import TestSupport
import Testing

@testable import Formats

@Suite("CSV")
struct CSVTests {
  private let header =
    "timestamp,auth_id,session_id,source_ip,source_port,destination_ip,destination_port,protocol,username,password,password_hash"

  private func line(_ username: String, _ password: String = "pw") -> String {
    "2026-05-22 10:00:00.1,a,s,203.0.113.7,1,192.0.2.1,23,telnet,\(username),\(password),"
  }

  @Test func `A record of several lines is one record`() throws {
    let long = line("\"a", "b").replacing(",b,", with: "")
    let run = try FormatRun([header, line("x"), long, "", "c\",d,", line("y")], "heralding-auth")
    #expect(
      run.readings == [
        .columns, .event, .continued, .continued, .event, .event,
      ]
    )
    #expect(run.records.map { $0.field("username") } == ["x", "a\n\nc", "y"])
    #expect(run.records[1].text("raw_line") == long + "\n\nc\",d,")
  }

  @Test func `The first line alone names the columns`() throws {
    let swapped = header.replacing("source_ip", with: "x").replacing("destination_ip", with: "source_ip")
      .replacing(",x,", with: ",destination_ip,")
    let run = try FormatRun([header, swapped, line("x")], "heralding-auth")
    #expect(run.records.last?.text("attacker_ip") == "203.0.113.7")
    let none = try FormatRun([line("x"), header, line("\"y"), line("z")], "heralding-auth")
    #expect(none.readings == Array(repeating: .unparsed, count: 4))
    let other = try FormatRun(
      ["\u{FEFF}\"auth_id\",session_id,source_ip,b.c", "1,2,::ffff:203.0.113.7,4"],
      "heralding-auth"
    )
    #expect(other.records.first?.text("attacker_ip") == "203.0.113.7")
    #expect(other.records.first?.field("b.c") == "4")
  }

  @Test func `A record with more or fewer values than columns is none`() throws {
    let run = try FormatRun(
      [header, line("x") + ",", line("x").replacing(",23,", with: ","), line("y")],
      "heralding-auth"
    )
    #expect(run.readings == [.columns, .unparsed, .unparsed, .event])
  }

  @Test func `A record over too many lines or bytes is none, and none begins in its quotes`() throws {
    let feeds = Array(repeating: "x", count: 150)
    let many = [header, line("\"a")] + feeds + [line("forged"), "\",d,", line("y")]
    let run = try FormatRun(many, "heralding-auth")
    #expect(run.readings[100] == .unparsed)
    #expect(run.readings[101...].dropLast().allSatisfy { $0 == .unparsed })
    #expect(run.records.map { $0.field("username") } == ["y"])
    #expect(!run.isOpen)
    let wide = try FormatRun(
      [header, line("\"a"), String(repeating: "x", count: 70_000), line("forged"), "", "\",d,", line("y")],
      "heralding-auth"
    )
    #expect(
      wide.readings == [
        .columns, .continued, .unparsed, .unparsed, .unparsed,
        .unparsed, .event,
      ]
    )
    let closed = try FormatRun(
      [header, line(String(repeating: "x", count: 70_000)), line("y")],
      "heralding-auth"
    )
    #expect(closed.readings == [.columns, .unparsed, .event])
  }

  @Test(arguments: [("x", 9_999), (String(repeating: "x", count: 1 << 20), 16)])
  func `Quotes that are never closed end after 10,000 lines or 16 MiB`(text: String, count: Int) throws {
    let lines = [header, line("\"a")] + Array(repeating: text, count: count) + [line("y")]
    #expect(try FormatRun(lines, "heralding-auth").records.map { $0.field("username") } == ["y"])
  }

  @Test(arguments: [50, 99, 100, 101, 150])
  func `An overlong record continues after a restart`(place: Int) throws {
    let format = try #require(FormatLibrary.builtIn["heralding-auth"])
    let lines =
      [header, line("\"a")] + Array(repeating: "x", count: 150) + [line("forged"), "\",d,", line("y")]
    var reader = FormatReader(format)
    var readings: [DeclaredReading] = []
    for (index, line) in lines.enumerated() {
      if index == place {
        var next = FormatReader(format)
        next.resume(reader.continuation)
        #expect(next.continuation == reader.continuation)
        reader = next
      }
      readings.append(Array(line.utf8).withUnsafeBytes { reader.read($0) })
    }
    #expect(readings == (try FormatRun(lines, "heralding-auth").readings))
  }

  @Test func `A record that doesn't end is counted`() throws {
    let open = try FormatRun([header, line("\"a"), "b"], "heralding-auth")
    #expect(open.isOpen)
    #expect(try FormatRun([header, line("a")], "heralding-auth").isOpen == false)
  }

  @Test(arguments: 0...6)
  func `Reading continues anywhere with what the last reader left`(place: Int) throws {
    let format = try #require(FormatLibrary.builtIn["heralding-auth"])
    let long = line("\"a", "b").replacing(",b,", with: "")
    let lines = [header, line("x"), long, "", "c\",d,", line("y")].map { Array($0.utf8) }
    func read(_ lines: some Sequence<[UInt8]>, _ reader: inout FormatReader) -> [DeclaredReading] {
      lines.map { line in line.withUnsafeBytes { reader.read($0) } }
    }
    var first = FormatReader(format)
    let readings = read(lines[..<place], &first)
    var second = FormatReader(format)
    second.resume(first.continuation)
    #expect(second.continuation == first.continuation)
    #expect(
      readings + read(lines[place...], &second) == [
        .columns, .event, .continued, .continued, .event, .event,
      ]
    )
  }

  @Test(arguments: ["", "a,b", String(repeating: "x", count: 9000)])
  func `A file without the format's columns has none after a restart either`(first: String) throws {
    let format = try #require(FormatLibrary.builtIn["heralding-auth"])
    var reader = FormatReader(format)
    for line in [first, "x"] { _ = Array(line.utf8).withUnsafeBytes { reader.read($0) } }
    var next = FormatReader(format)
    next.resume(reader.continuation)
    #expect(next.continuation.columns.count == 1)
    for line in [header, line("x")] {
      #expect(Array(line.utf8).withUnsafeBytes { next.read($0) } == .unparsed)
    }
  }

  @Test func `The columns' line may not be endless`() throws {
    let long = header + "," + String(repeating: "c", count: 10_000)
    #expect(
      try FormatRun([long, line("x")], "heralding-auth").readings == [
        .unparsed, .unparsed,
      ]
    )
  }
}
