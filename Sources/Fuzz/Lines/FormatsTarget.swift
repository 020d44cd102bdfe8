import DecoyEvents
import Formats
import TestSupport

/// Lines of declared formats, and what attackers could make of them, on their way through a processor.
struct FormatsTarget: FuzzTarget {
  static let inputsPerRound = 32

  private static let observed = ObservedTime(
    nanoseconds: 1_795_406_114_000_000_007,
    text: {
      let text = Array("2026-11-23T03:55:14.000000007Z".utf8)
      return InlineArray { text[$0] }
    }()
  )
  private static let origin = RecordOrigin(container: "web01", id: "0123456789abcdef", source: "/log/a.json")
  private static let whole = EventFilter(droppedServices: [], floodTypes: [])

  private let pieces = FormatPieces()
  private let check = RecordCheck(isDeclared: true)

  init(seed: UInt64, directory: String) {}

  mutating func run(_ generator: inout SplitMix64, _ counts: inout FuzzCounts) throws {
    let sample = generator.pick(pieces.samples)
    // Mostly the format's own reader.
    let formats = FormatLibrary.builtIn.formats
    let format =
      generator.isOneIn(8)
      ? generator.pick(formats) : try format(named: sample.format)
    var lines = sample.columns.map { [Array($0.utf8)] } ?? []
    for _ in 0..<Self.inputsPerRound { lines.append(line(of: sample, &generator)) }
    try run(lines, format, &generator, &counts)
  }

  private func format(named name: String) throws -> Format {
    guard let format = FormatLibrary.builtIn[name] else {
      throw RecordFault(description: "no format \(name)")
    }
    return format
  }

  /// Reads lines with one processor, and with another one that continues after any of them.
  private func run(
    _ lines: [[UInt8]],
    _ format: Format,
    _ generator: inout SplitMix64,
    _ counts: inout FuzzCounts
  ) throws {
    let cut = generator.below(lines.count)
    var whole = Run(format)
    var parts = Run(format)
    var context = RecordContext(observed: Self.observed, origin: Self.origin, isShared: true)
    /// The lines of the record so far; several only with CSV.
    var record: [UInt8] = []
    for (number, line) in lines.enumerated() {
      counts.begin(inputOf: line.count)
      if number == cut { parts = parts.continued(format) }
      do {
        let start = whole.batch.records.count
        context.isCut = whole.process(line, &generator)
        _ = parts.process(line, limit: whole.limit)
        let kept = line[..<min(line.count, whole.limit)]
        let trimmed = kept[..<kept.withUnsafeBytes { LineTrimming.trimmedCount(of: $0) }]
        record += (record.isEmpty ? [] : [UInt8(ascii: "\n")]) + trimmed
        try RecordFault.unless(whole.batch.counts.isBalanced, "lines that are not accounted for")
        try RecordFault.unless(
          whole.batch.counts.unparsed <= whole.batch.counts.notEvents,
          "more unparsed lines than not_events"
        )
        let made = Array(whole.batch.records[start...])
        if !made.isEmpty {
          counts.records += 1
          _ = try record.withUnsafeBytes { try check.record(made, of: $0, in: context, &generator) }
        }
        if !whole.hasOpenRecord { record.removeAll() }
      } catch {
        counts.fail("\(format.name): \(error)", line)
      }
    }
    whole.finish()
    parts.finish()
    if whole.batch.counts != parts.batch.counts || whole.batch.records != parts.batch.records {
      counts.fail("\(format.name): continued after line \(cut), it reads otherwise", lines[cut])
    }
  }

  /// A processor and what it made.
  private struct Run {
    var batch = LineBatch()
    var processor: LineProcessor
    var limit = 1 << 20

    init(_ format: Format) {
      processor = LineProcessor(
        origin: FormatsTarget.origin,
        filter: FormatsTarget.whole,
        declared: FormatReader(format),
        isGated: false
      )
      processor.isShared = true
    }

    var hasOpenRecord: Bool { !processor.continuation.open.isEmpty }

    /// The same with a new processor.
    func continued(_ format: Format) -> Run {
      var other = Run(format)
      other.batch = batch
      other.processor.resume(processor.continuation)
      return other
    }

    /// - Returns: whether the line was cut.
    mutating func process(_ line: [UInt8], _ generator: inout SplitMix64) -> Bool {
      limit = generator.isOneIn(16) ? 1 + generator.below(400) : 1 << 20
      return process(line, limit: limit)
    }

    mutating func process(_ line: [UInt8], limit: Int) -> Bool {
      line.withUnsafeBytes { bytes in
        let kept = UnsafeRawBufferPointer(rebasing: bytes[..<min(bytes.count, limit)])
        let line = LineAssembler.Line(bytes: kept, length: bytes.count)
        processor.process(
          line,
          observed: FormatsTarget.observed,
          into: &batch,
          isDecky: { _ in true },
          decide: { _, _, _ in .hold }
        )
        return line.isCut
      }
    }

    mutating func finish() { processor.finish() }
  }

  /// A line, mostly with something inserted, repeated or damaged.
  private func line(of sample: FormatPieces.Sample, _ generator: inout SplitMix64) -> [UInt8] {
    var line = Array(generator.pick(sample.lines).utf8)
    if !generator.isOneIn(4) {
      for _ in 0...generator.below(4) {
        // Behind a comma, so that JSON stays JSON.
        let commas = line.indices.filter { line[$0] == UInt8(ascii: ",") }
        let index =
          commas.isEmpty || generator.isOneIn(8)
          ? generator.below(line.count + 1) : generator.pick(commas) + 1
        line.insert(contentsOf: insertion(&generator), at: index)
      }
    }
    if generator.isOneIn(3) { Damage.apply(to: &line, &generator) }
    return line.map { $0 == UInt8(ascii: "\n") ? 0x0B : $0 }
  }

  private func insertion(_ generator: inout SplitMix64) -> [UInt8] {
    guard generator.isOneIn(200) else { return Array(generator.pick(pieces.insertions).utf8) }
    let count = 1 + generator.below(2000)
    let many: (String, String, String) = generator.pick([
      (#""deep":"#, "[", ""), (#""k":{"#, #""a.b":{"a":1},"#, #""z":0},"#), (#""l":["#, "{},", "1],"),
      (#""s":""#, #"\u0000"#, #"","#), ("", #""src_ip":"198.51.100.66","#, ""), (#""c":"#, #"{"k":"#, ""),
    ])
    return Array((many.0 + String(repeating: many.1, count: count) + many.2).utf8)
  }
}

/// Lines of some formats, and what is inserted into them.
struct FormatPieces {
  struct Sample {
    let format: String
    /// The first line of a CSV file.
    var columns: String?
    let lines: [String]
  }

  let samples = [
    Sample(
      format: "cowrie",
      lines: [
        #"{"eventid":"cowrie.session.connect","src_ip":"203.0.113.7","src_port":40001,"dst_ip":"192.0.2.1","dst_port":22,"session":"c0ffee","protocol":"ssh","message":"New connection","sensor":"hp","timestamp":"2026-05-22T10:00:00.123456Z"}"#,
        #"{"eventid":"cowrie.command.input","input":"echo \"\u00e9\"\n","message":[],"timestamp":"x","src_ip":"::ffff:203.0.113.7"}"#,
      ]
    ),
    Sample(
      format: "opencanary",
      lines: [
        #"{"dst_host":"192.0.2.9","dst_port":3306,"logdata":{"PASSWORD":"pw","USERNAME":"root"},"logtype":8001,"node_id":"canary","src_host":"203.0.113.7","src_port":-1,"utc_time":"2026-05-22 10:00:00.000001"}"#
      ]
    ),
    Sample(
      format: "dionaea",
      lines: [
        #"{"connection":{"protocol":"mssqld","type":"accept"},"credentials":[{"password":"p1","username":"sa"},{"password":"p2"}],"dst_ip":"::ffff:192.0.2.9","src_ip":"::ffff:203.0.113.7","src_port":4444,"timestamp":"2026-05-22T10:00:00"}"#
      ]
    ),
    Sample(
      format: "tanner",
      lines: [
        #"{"method":"GET","path":"/","headers":{"user-agent":"x","src_ip":"198.51.100.66"},"uuid":"u1","peer":{"ip":"203.0.113.7","port":27764},"status":200,"cookies":{"sess_uuid":null},"timestamp":"2026-05-22T10:00:00.321442"}"#
      ]
    ),
    Sample(
      format: "suricata",
      lines: [
        #"{"timestamp":"2026-05-22T10:00:00.655377+0000","flow_id":1,"event_type":"http","src_ip":"203.0.113.7","dest_ip":"192.0.2.1","http":{"url":"/x"},"metadata":{"a":["b","c"]}}"#
      ]
    ),
    Sample(
      format: "redishoneypot",
      lines: [
        #"{"action":"Closed","addr":"203.0.113.7:1","level":"info","msg":"","time":"2026-01-01 00:00:00"}"#
      ]
    ),
    Sample(
      format: "heralding-auth",
      columns: "timestamp,auth_id,session_id,source_ip,source_port,username,a.b",
      lines: [
        "2026-05-22 10:00:00.1,a,s,203.0.113.7,1,root,pw", #"2026-05-22 10:00:00.1,a,s,203.0.113.7,1,"ro"#,
        #"ot",pw"#, "", #"2026-05-22 10:00:00.1,a,s,203.0.113.7,1,"r""o,ot","pw""#,
      ]
    ),
    Sample(
      format: "endlessh",
      lines: ["2026-05-22T10:00:00.521Z CLOSE host=::ffff:203.0.113.7 port=39590 fd=4 time=20.017 bytes=20"]
    ),
    Sample(
      format: "ciscoasa",
      lines: [
        #"{'timestamp': '2026-05-22T10:00:00.915772', 'src_ip': '203.0.113.7', 'payload_printable': '"GET / HTTP/1.1" 200 -'}"#
      ]
    ),
  ]

  let insertions = [
    #""src_ip":"198.51.100.66","#, #""src_ip_":1,"#, #""src_ip":{"a":"b"},"#, #""src_ip":[],"#,
    #""src_ip":null,"#,
    #""src_ip":12,"#, #""eventid":"cowrie.session.closed","#, #""\u0065ventid":"cowrie.x","#, #""a.b":"1","#,
    #""a":{"b":"2","b":3},"#, #""credentials":[{"username":"a"},{"password":"b"},1],"#,
    #""native_event":"x","#,
    #""":"","#, #""":{"":{"":1}},"#, #""x":"\ud83d\ude00\ud83d","#, #""y":[1,[2,[3,{"z":true}]]],"#,
    #""timestamp":1700000000.5,"#, #""n":-1.5e+30,"#, "\"u\":\"é世🦈\u{85}\u{2028}\u{7F}\",", "\u{FEFF}", "{",
    "}", "[",
    "]", "\"", "\\", ":", ",", "\t ", "'", "\"\"", #""port":65536,"#, "<134>1 - - - - - - ", "}{", "} {",
    ", 'src_ip': '198.51.100.66'", "198.51.100.66:22",
  ]
}
