import DecoyEvents
import Formats
import TestSupport
import Testing

/// Lines of a declared format on their way through a processor.
@Suite("Lines of declared formats")
struct LineProcessorTests {
  /// A processor with its gate and what it made.
  private struct Run {
    var batch = LineBatch()
    var processor: LineProcessor
    var gate = FloodGate(window: 1000)

    init(
      _ format: String,
      origin: RecordOrigin = RecordOrigin(container: "web01", id: "c0ffee"),
      filter: EventFilter = EventFilter(),
      isGated: Bool = true
    ) throws {
      let format = try #require(FormatLibrary.builtIn[format])
      processor = LineProcessor(
        origin: origin,
        filter: filter,
        declared: FormatReader(format),
        isGated: isGated
      )
    }

    mutating func process(_ lines: [String], maximumLength: Int = 1 << 20) {
      var text = InlineArray<30, UInt8>(repeating: 0)
      for (index, byte) in "2026-11-23T03:55:14.000000000Z".utf8.enumerated() { text[index] = byte }
      let observed = ObservedTime(nanoseconds: 0, text: text)
      var assembler = LineAssembler(maximumLength: maximumLength)
      for line in lines {
        Array("\(line)\n".utf8).withUnsafeBytes { bytes in
          assembler.append(bytes) {
            processor.process(
              $0,
              observed: observed,
              into: &batch,
              isDecky: { _ in true },
              decide: { gate.decide($0, observed: $1, &$2) }
            )
          }
        }
        #expect(batch.counts.isBalanced)
        #expect(batch.counts.unparsed <= batch.counts.notEvents)
      }
    }

    func records() throws -> [JSONObject] {
      try batch.records.split(separator: UInt8(ascii: "\n")).map {
        try #require(JSONParser.parse(Array($0)).object)
      }
    }
  }

  private func cowrie(_ event: String, _ address: String = "203.0.113.7", _ more: String = "") -> String {
    #"{"eventid":"cowrie.\#(event)","src_ip":"\#(address)","sensor":"other"\#(more)}"#
  }

  @Test func `Events are records, and lines of another format are unparsed`() throws {
    var run = try Run("cowrie")
    let event = cowrie("login.failed")
    let syslog = #"<134>1 2026-05-22T10:00:00Z h ssh - connect [relay@55555 src_ip="198.51.100.66"]"#
    run.process([event, syslog, "", " \t", "text\rtext", "{}", event + "  "])
    #expect(run.batch.counts.lines == 5)
    #expect(run.batch.counts.records == 2)
    #expect(run.batch.counts.notEvents == 3)
    #expect(run.batch.counts.unparsed == 3)
    #expect(run.batch.counts.empty == 2)
    #expect(run.batch.counts.identityMismatch == 0)
    #expect(
      String(decoding: run.batch.raw, as: UTF8.self) == "\(event)\n\(syslog)\ntext#015text\n{}\n\(event)\n"
    )
    #expect(run.batch.counts.bytes == run.batch.raw.count)
    #expect(try run.records().map { $0.text("attacker_ip") } == ["203.0.113.7", "203.0.113.7"])
  }

  @Test func `Lines of RFC 5424 are never unparsed`() {
    var batch = LineBatch()
    var processor = LineProcessor(
      origin: RecordOrigin(container: "web01", id: "c0ffee"),
      filter: EventFilter()
    )
    let observed = ObservedTime(nanoseconds: 0, text: InlineArray(repeating: UInt8(ascii: "0")))
    Array("text".utf8).withUnsafeBytes {
      processor.process(
        LineAssembler.Line(bytes: $0, length: $0.count),
        observed: observed,
        into: &batch,
        isDecky: { _ in false },
        decide: { _, _, _ in .hold }
      )
    }
    processor.finish()
    #expect(batch.counts.notEvents == 1)
    #expect(batch.counts.unparsed == 0)
    #expect(processor.continuation == LineContinuation())
  }

  @Test func `The decky is the label's, else the container's name, whatever the line says`() throws {
    var run = try Run("cowrie")
    run.process([cowrie("login.failed")])
    run.processor.origin = RecordOrigin(container: "web02", id: "c0ffee")
    run.process([cowrie("login.failed")])
    run.processor.origin = RecordOrigin(container: "web02", id: "c0ffee", decky: "omega")
    run.process([cowrie("login.failed")])
    #expect(try run.records().map { $0.text("decky") } == ["web01", "web02", "omega"])
    for record in try run.records() {
      #expect(record["claimed"]?.object?["sensor"] == "other")
      #expect(record.flags == ["timestamp_replaced"])
    }
  }

  @Test(arguments: [true, false])
  func `The flood gate holds back events where it applies`(isGated: Bool) throws {
    var run = try Run("cowrie", isGated: isGated)
    let connect = cowrie("session.connect")
    run.process([
      connect, connect, cowrie("session.connect", "203.0.113.8"), cowrie("session.closed"), connect,
    ])
    #expect(run.batch.counts.records == (isGated ? 3 : 5))
    #expect(run.batch.counts.heldBack == (isGated ? 2 : 0))
    #expect(run.batch.gateChanges.isEmpty != isGated)
  }

  @Test func `Events of dropped services are dropped`() throws {
    var run = try Run("cowrie", filter: EventFilter(droppedServices: ["telnet"]))
    run.process([cowrie("login.failed"), cowrie("login.failed", "203.0.113.7", #","protocol":"telnet""#)])
    #expect(run.batch.counts.records == 1)
    #expect(run.batch.counts.dropped == 1)
  }

  @Test(arguments: ["cowrie", nil])
  func `Records of a shared file say so`(format: String?) throws {
    var run = try Run(format ?? "cowrie")
    let origin = RecordOrigin(container: "web01", id: "c0ffee", source: "/log/a.json")
    if format == nil { run.processor = LineProcessor(origin: origin, filter: EventFilter(), isGated: false) }
    run.processor.isShared = true
    run.process([
      format == nil ? #"<134>1 2026-05-22T10:00:00Z h ssh - login - m"# : cowrie("login.failed")
    ])
    #expect(try #require(run.records().first).flags.contains("shared_source"))
  }

  @Test func `A cut line is none of a format that needs its end`() throws {
    var run = try Run("cowrie")
    run.process(
      [cowrie("login.failed", "203.0.113.7", #","x":"\#(String(repeating: "x", count: 200))""#)],
      maximumLength: 100
    )
    #expect(run.batch.counts.cut == 1)
    #expect(run.batch.counts.unparsed == 1)
  }

  private let columns = "auth_id,session_id,source_ip,source_port,username"

  @Test func `The lines of a CSV record before its last are continued`() throws {
    var run = try Run("heralding-auth")
    run.process([columns, "1,2,203.0.113.7,3,a", "1,2,203.0.113.7,3,\"a", "", "b\"", "1,2"])
    #expect(run.batch.counts.lines == 5)
    #expect(run.batch.counts.empty == 1)
    #expect(run.batch.counts.records == 2)
    #expect(run.batch.counts.continued == 1)
    #expect(run.batch.counts.notEvents == 2)
    #expect(run.batch.counts.unparsed == 1)
    #expect(try run.records().map { $0.field("username") } == ["a", "a\n\nb"])
  }

  @Test(arguments: [0, 99, 4_999])
  func `Each line of a CSV record without an end counts once`(more: Int) throws {
    var run = try Run("heralding-auth")
    run.process([columns, "1,2,203.0.113.7,3,\"a"] + Array(repeating: "x", count: more))
    run.processor.finish()
    #expect(run.batch.counts.lines == more + 2)
    #expect(run.batch.counts.records == 0)
    #expect(run.batch.counts.continued == min(more + 1, 99))
    // The columns fit the format.
    #expect(run.batch.counts.unparsed == run.batch.counts.notEvents - 1)
  }

  @Test(arguments: 0...5)
  func `A processor continues where another one stopped`(place: Int) throws {
    let lines = [columns, "1,2,203.0.113.7,3,a", "1,2,203.0.113.7,3,\"a", "b\"", "1,2,203.0.113.7,3,c"]
    var first = try Run("heralding-auth")
    first.process(Array(lines[..<place]))
    var second = try Run("heralding-auth")
    second.processor.resume(first.processor.continuation)
    second.process(Array(lines[place...]))
    let names =
      try first.records().map { $0.field("username") } + second.records().map { $0.field("username") }
    #expect(names == ["a", "a\nb", "c"])
  }

  /// Remembers what it was told.
  private struct Tracer: RecordTracer {
    var ends: [String] = []

    mutating func begin() -> Traceparent {
      Traceparent { $0.copyBytes(from: Array(repeating: 0x31, count: 55)) }
    }

    mutating func end(
      decky: UnsafeRawBufferPointer,
      service: UnsafeRawBufferPointer,
      eventType: UnsafeRawBufferPointer,
      address: UnsafeRawBufferPointer
    ) {
      ends.append(
        [decky, service, eventType, address].map { String(decoding: $0, as: UTF8.self) }.joined(
          separator: " "
        )
      )
    }
  }

  @Test func `A record's trace has its values`() throws {
    var run = try Run("cowrie")
    run.processor.tracer = Tracer()
    run.process([cowrie("login.failed"), "text", cowrie("login.failed", "localhost")])
    #expect(
      (run.processor.tracer as? Tracer)?.ends == [
        "web01 ssh login_attempt 203.0.113.7", "web01 ssh login_attempt Unknown",
      ]
    )
    for record in try run.records() {
      #expect(record["_trace"]?.object?["traceparent"] == .string(Array(repeating: 0x31, count: 55)))
    }
  }
}
