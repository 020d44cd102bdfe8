import Basics
import Collector
import DecoyEvents
import DockerEngine
import TestSupport

/// A container's log, valid and damaged: frames, a terminal's stream, or a json-file.
struct LogsTarget: FuzzTarget {
  static let inputsPerRound = 64

  private enum Kind: CaseIterable {
    case frames, terminal, file
  }

  private static let stamps = [
    "2026-11-23T03:55:14.000000123Z", "2026-11-23T03:55:14.1Z", "2026-11-23T03:55:15Z",
    "1700-01-01T00:00:00.000000001Z", "1677-09-21T00:12:43.145224192Z", "2262-04-11T23:47:16.854775807Z",
    "1969-12-31T23:59:59.999999999Z", "2300-01-01T00:00:00.000000000Z", "2026-11-23T03:55:14+23:59",
  ]
  private static let contents = [
    "<134>1 2026-11-23T03:55:14Z omega-decky ssh - login_attempt [relay@55555 src_ip=\"203.0.113.9\"] root\n",
    "\u{1B}[2J\n", "\n", "no end", "ä€🦈\n", String(repeating: "x", count: 17_000) + "\n",
  ]

  init(seed: UInt64, directory: String) {}

  mutating func run(_ generator: inout SplitMix64, _ counts: inout FuzzCounts) {
    for _ in 0..<Self.inputsPerRound {
      let kind = generator.pick(Kind.allCases)
      var bytes: [UInt8] = []
      for _ in 0...generator.below(5) { Self.append(kind, to: &bytes, &generator) }
      if !generator.isOneIn(8) { Damage.apply(to: &bytes, &generator) }
      counts.begin(inputOf: bytes.count)
      counts.records +=
        kind == .file
        ? Self.readFile(bytes, &generator)
        : Self.readStream(bytes, hasTTY: kind == .terminal, &generator)
    }
  }

  private static func append(_ kind: Kind, to bytes: inout [UInt8], _ generator: inout SplitMix64) {
    // Long lines are rare: otherwise damage would hardly ever hit anything else.
    let content =
      generator.isOneIn(30) ? contents[contents.count - 1] : contents[generator.below(contents.count - 1)]
    let stamp = generator.pick(stamps)
    switch kind {
    case .terminal: bytes += Array("\(stamp) \(content)".utf8)
    case .frames:
      let payload = Array("\(stamp) \(content)".utf8)
      bytes += [UInt8(1 + generator.below(2)), 0, 0, 0]
      bytes += withUnsafeBytes(of: UInt32(payload.count).bigEndian, Array.init) + payload
    case .file:
      let text = content.replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        .replacing("\u{1B}", with: "\\u001b").replacing("<", with: "\\u003c")
      let attributes = generator.isOneIn(6) ? #","attrs":{"a":"b"}"# : ""
      let stream = generator.isOneIn(4) ? "stderr" : "stdout"
      bytes += Array(#"{"log":"\#(text)","stream":"\#(stream)"\#(attributes),"time":"\#(stamp)"}"#.utf8)
      bytes.append(UInt8(ascii: "\n"))
    }
  }

  /// - Returns: the number of lines.
  private static func readStream(_ bytes: [UInt8], hasTTY: Bool, _ generator: inout SplitMix64) -> Int {
    var decoder = LogDecoder(hasTTY: hasTTY, maximumFrameLength: 1 << 16)
    var lines = Lines()
    var rest = bytes[...]
    do {
      while !rest.isEmpty {
        let piece = rest.prefix(1 + generator.below(3000))
        rest = rest.dropFirst(piece.count)
        try piece.withUnsafeBytes { bytes in try decoder.decode(bytes) { lines.take($0) } }
      }
      try decoder.finish { lines.take($0) }
    } catch {
      // The decoder reports the broken stream.
    }
    lines.finish()
    return lines.count
  }

  /// - Returns: the number of lines.
  private static func readFile(_ bytes: [UInt8], _ generator: inout SplitMix64) -> Int {
    var decoder = JSONFileDecoder(stream: generator.isOneIn(2) ? .stdout : .stderr)
    var lines = Lines()
    var start = 0
    var end = 0
    while end < bytes.count {
      end = min(bytes.count, end + 1 + generator.below(3000))
      let isEnd = end == bytes.count
      let consumed = bytes[start..<end].withUnsafeBytes { piece in
        decoder.decode(piece, isEnd: isEnd, { message, _ in lines.take(message) }, damage: { _ in })
      }
      start += consumed
    }
    lines.finish()
    return lines.count
  }

  /// Processes messages as a collector does.
  private struct Lines {
    private static let longest = 1 << 14

    private var assembler = StampedLineAssembler(maximumLength: longest)
    private var times = EngineTimestampFormatter()
    private var gate = FloodGate(window: 1_000_000_000, capacity: 4)
    private var processor = LineProcessor(
      origin: RecordOrigin(container: "omega-ssh", id: "3f5c", decky: "omega-decky", service: "ssh"),
      filter: EventFilter()
    )
    private var batch = LineBatch()
    private(set) var count = 0

    mutating func take(_ message: LogMessage) {
      change { assembler, body in assembler.append(message, body) }
    }

    mutating func finish() { change { assembler, body in assembler.finish(body) } }

    private mutating func change(
      _ body: (inout StampedLineAssembler, (StampedLineAssembler.Line) -> Void) -> Void
    ) {
      // Moved out, because `process` changes `self` meanwhile.
      var assembler = StampedLineAssembler(maximumLength: Self.longest)
      swap(&assembler, &self.assembler)
      body(&assembler) { process($0) }
      self.assembler = assembler
    }

    private mutating func process(_ line: StampedLineAssembler.Line) {
      let stamp = line.timestamp
      let observed = ObservedTime(nanoseconds: stamp.nanoseconds, text: times.text(of: stamp))
      var gate = gate
      processor.process(line.line, observed: observed, into: &batch, isDecky: { _ in false }) {
        gate.decide($0, observed: $1, &$2)
      }
      self.gate = gate
      count += 1
    }
  }
}
