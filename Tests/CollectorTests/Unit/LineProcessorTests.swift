import Testing

@testable import DecoyEvents

struct LineProcessorTests {
  @Test func `An event is a line of the raw log and a record`() throws {
    var lines = ProcessedLines()
    lines.process(ProcessedLines.event(), observed: 1_795_406_114_000_000_123)
    let record = try #require(try lines.records().first)
    #expect(lines.raw == ProcessedLines.event())
    #expect(record.timestamp == "2026-11-23 03:55:14")
    #expect(record.decky == "omega-decky")
    #expect(record.service == "ssh")
    #expect(record.event_type == "login_attempt")
    #expect(record.attacker_ip == "203.0.113.7")
    #expect(record.raw_line + "\n" == ProcessedLines.event())
    #expect(record.observed == "2026-11-23T03:55:14.000000123Z")
    #expect(record.suppressed == nil)
    #expect(record.flags == nil)
    #expect(lines.counts.records == 1)
    #expect(lines.counts.bytes == lines.raw.utf8.count)
  }

  @Test func `A line that is no event is in the raw log alone`() throws {
    var lines = ProcessedLines()
    lines.process("starting up …\n")
    #expect(lines.raw == "starting up …\n")
    #expect(try lines.records().isEmpty)
    #expect(lines.counts.notEvents == 1)
  }

  @Test(arguments: ["\n", " \n", "\r\n", " \t\r\u{0B}\u{0C}\n", "\n\n\n"])
  func `Empty lines are counted beside the sum and are in no file`(text: String) throws {
    var lines = ProcessedLines()
    lines.process(text)
    #expect(lines.batch.raw.isEmpty)
    #expect(lines.batch.records.isEmpty)
    #expect(lines.counts.lines == 0)
    #expect(lines.counts.bytes == 0)
    #expect(lines.counts.empty == text.utf8.count { $0 == UInt8(ascii: "\n") })
  }

  @Test(
    arguments: [
      ("a\rb\n", "a#015b\n"), ("\ra\n", "#015a\n"), ("a\r\r\rb\n", "a#015#015#015b\n"), ("a\r\n", "a\n"),
      ("a\r b\r \r\n", "a#015 b\n"), ("a#015b\n", "a#015b\n"), ("a\u{0B}b\u{0C}c\n", "a\u{0B}b\u{0C}c\n"),
      ("  a\n", "  a\n"),
    ]
  )
  func `A CR inside a line is written in rsyslog's notation`(text: String, raw: String) {
    var lines = ProcessedLines()
    lines.process(text)
    #expect(lines.raw == raw)
    #expect(lines.counts.bytes == raw.utf8.count)
  }

  @Test func `No line can forge another for readers that end one at a CR`() throws {
    var lines = ProcessedLines()
    lines.process("password: \r" + ProcessedLines.event(address: "198.51.100.1"))
    #expect(!lines.batch.raw.contains(UInt8(ascii: "\r")))
    #expect(lines.counts.notEvents == 1)
    #expect(try lines.records().isEmpty)
  }

  @Test func `Bytes that are no UTF-8 are kept in the raw log`() {
    var lines = ProcessedLines()
    let bytes: [UInt8] = [0xFF, 0x00, 0xC3, 0x28, 0x80, 0x0A]
    lines.process(bytes)
    #expect(lines.batch.raw == bytes)
  }

  @Test func `A cut line is counted, and its record flagged`() throws {
    var lines = ProcessedLines(maximumLength: 110)
    lines.process(ProcessedLines.event().dropLast() + " " + String(repeating: "x", count: 200) + "\n")
    lines.process(String(repeating: "y", count: 111) + "\n")
    lines.process(String(repeating: "z", count: 110) + "\n")
    #expect(lines.counts.cut == 2)
    #expect(lines.counts.lines == 3)
    #expect(lines.raw.split(separator: "\n").map(\.utf8.count) == [110, 110, 110])
    let record = try #require(try lines.records().first)
    #expect(record.flags == ["truncated"])
  }

  @Test func `A line of white space that is cut is empty and counted as cut`() {
    var lines = ProcessedLines(maximumLength: 5)
    lines.process("          x\n")
    #expect(lines.counts.cut == 1)
    #expect(lines.counts.empty == 1)
    #expect(lines.counts.lines == 0)
  }

  @Test func `Native daemons are asked for before floods`() throws {
    var lines = ProcessedLines()
    let event = ProcessedLines.event(service: "sshd", type: "connect")
    lines.process(event + event, observed: 5)
    #expect(lines.counts.dropped == 2)
    #expect(lines.counts.heldBack == 0)
    #expect(lines.gate.openKeys == 0)
    #expect(lines.raw == event + event)
  }

  @Test func `A flood is held back from the records alone, and the next one tells how many`() throws {
    var lines = ProcessedLines(window: 10)
    let event = ProcessedLines.event(type: "connect")
    for observed in [0, 1, 9, 10] as [Int64] { lines.process(event, observed: observed) }
    #expect(lines.counts.heldBack == 2)
    #expect(lines.counts.records == 2)
    #expect(lines.raw == String(repeating: event, count: 4))
    #expect(try lines.records().map(\.suppressed) == [nil, 2])
  }

  @Test func `A flood is one attacker's on one decky and service with one type`() throws {
    var lines = ProcessedLines(window: 10)
    let events = [
      ProcessedLines.event(type: "connect"), ProcessedLines.event(type: "disconnect"),
      ProcessedLines.event(type: "connect", address: "203.0.113.8"),
      ProcessedLines.event(service: "smtp", type: "connect"),
      ProcessedLines.event(decky: "other", type: "connect"),
    ]
    for event in events { lines.process(event) }
    #expect(lines.counts.records == 5)
    for event in events { lines.process(event, observed: 1) }
    #expect(lines.counts.heldBack == 5)
  }

  @Test func `An event of no flood type is never held back`() {
    var lines = ProcessedLines(window: 10)
    for _ in 0..<5 { lines.process(ProcessedLines.event()) }
    #expect(lines.counts.records == 5)
  }

  @Test func `Malformed structured data is counted`() throws {
    var lines = ProcessedLines()
    lines.process("<134>1 2026-11-23T03:55:14Z omega ssh - login [relay@55555 user=root\n")
    #expect(lines.counts.malformedSD == 1)
    #expect(try lines.records().map(\.flags) == [["malformed_sd"]])
  }

  /// Larger than what fits into an existential without a box, and aware of copies.
  private struct CountingTracer: RecordTracer {
    private final class Spans: Sendable {}

    private var spans = Spans()
    private var padding = InlineArray<8, Int>(repeating: 0)
    private(set) var ended = 0
    private(set) var copied = 0

    mutating func begin() -> Traceparent { Traceparent { _ in } }

    mutating func end(
      decky: UnsafeRawBufferPointer,
      service: UnsafeRawBufferPointer,
      eventType: UnsafeRawBufferPointer,
      address: UnsafeRawBufferPointer
    ) {
      ended += 1
      if !isKnownUniquelyReferenced(&spans) { copied += 1 }
    }
  }

  @Test func `A tracer is not copied for a record, whatever it has gathered`() throws {
    var lines = ProcessedLines()
    lines.trace(with: CountingTracer())
    for _ in 0..<3 { lines.process(ProcessedLines.event()) }
    let tracer = try #require(lines.tracer as? CountingTracer)
    #expect(tracer.ended == 3)
    #expect(tracer.copied == 0)
  }
}
