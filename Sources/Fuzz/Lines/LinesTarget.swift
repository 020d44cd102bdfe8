import DecoyEvents
import EventTestSupport

/// Makes lines, sends them through assembler, reader and encoder, and checks what comes out.
struct LinesTarget: FuzzTarget {
  static let inputsPerRound = 64

  private let seed: UInt64
  private var maker = LineMaker()
  private var writer = RecordWriter()
  private var reader = EventReader()
  private var check = RecordCheck()
  /// The round's lines one after another, each with its LF, and where each stands without it.
  private var stream: [UInt8] = []
  private var ranges: [Range<Int>] = []
  private var output: [UInt8] = []

  init(seed: UInt64, directory: String) {
    self.seed = seed
  }

  mutating func run(_ round: Int, counts: inout FuzzCounts) {
    var generator = SplitMix64(seed: seed, round: round)
    makeStream(&generator)
    let limit = generator.isOneIn(4) ? 1 + generator.below(400) : 1 << 20

    var assembler = LineAssembler(maximumLength: limit)
    var number = 0
    stream.withUnsafeBytes { stream in
      var index = 0
      while index < stream.count {
        let length = min(
          generator.isOneIn(8) ? generator.below(3) : generator.below(5000),
          stream.count - index
        )
        let piece = UnsafeRawBufferPointer(rebasing: stream[index..<(index + length)])
        assembler.append(piece) { line in
          take(line, number, of: stream, limit: limit, round: round, &generator, &counts)
          number += 1
        }
        index += length
      }
      assembler.finish { line in
        take(line, number, of: stream, limit: limit, round: round, &generator, &counts)
        number += 1
      }
    }
    if number != ranges.count {
      fail("\(number) lines of \(ranges.count)", round: round, number: number, line: [], &counts)
    }
  }

  private mutating func makeStream(_ generator: inout SplitMix64) {
    stream.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
    for _ in 0..<Self.inputsPerRound {
      let start = stream.count
      maker.appendLine(to: &stream, &generator)
      ranges.append(start..<stream.count)
      stream.append(UInt8(ascii: "\n"))
    }
    // A last line without an LF is a line only if it is not empty.
    if generator.isOneIn(2), ranges.last?.isEmpty == false { stream.removeLast() }
  }

  /// Checks a line that the assembler handed on, and its records with and without a context.
  private mutating func take(
    _ line: LineAssembler.Line,
    _ number: Int,
    of stream: UnsafeRawBufferPointer,
    limit: Int,
    round: Int,
    _ generator: inout SplitMix64,
    _ counts: inout FuzzCounts
  ) {
    counts.inputs += 1
    counts.bytes += line.length
    let range = number < ranges.count ? ranges[number] : 0..<0
    guard line.length == range.count, line.bytes.elementsEqual(stream[range].prefix(limit)) else {
      fail("another line than was sent", round: round, number: number, line: Array(line.bytes), &counts)
      return
    }
    do {
      let trimmed = UnsafeRawBufferPointer(rebasing: line.bytes[..<LineTrimming.trimmedCount(of: line.bytes)])
      // Mostly one way or the other, since checking costs more than writing; often enough both, to compare.
      let isBoth = generator.isOneIn(4)
      let isBare = isBoth || generator.isOneIn(2)
      let bare = isBare ? try bareRecord(of: line, trimmed, &generator) : nil
      let full = isBoth || !isBare ? try fullRecord(of: line, trimmed, &generator) : nil
      counts.records += (bare == nil ? 0 : 1) + (full == nil ? 0 : 1)
      guard isBoth else { return }
      guard (bare == nil) == (full == nil) else { throw RecordFault("two readers don't agree") }
      for name in ["service", "event_type", "attacker_ip", "fields", "msg", "raw_line", "attribution"]
      where bare?[name] != full?[name] {
        throw RecordFault("the context changes \(name)")
      }
    } catch {
      fail("\(error)", round: round, number: number, line: Array(line.bytes), &counts)
    }
  }

  /// The record of a line from nowhere, if the line is an event.
  private mutating func bareRecord(
    of line: LineAssembler.Line,
    _ trimmed: UnsafeRawBufferPointer,
    _ generator: inout SplitMix64
  ) throws -> JSONObject? {
    // Sometimes room is left from the record before, and sometimes there is none.
    output.removeAll(keepingCapacity: generator.isOneIn(2))
    guard writer.append(line, to: &output) else {
      if !output.isEmpty { throw RecordFault("a record of no event") }
      return nil
    }
    return try check.record(output, of: trimmed, in: RecordContext(isCut: line.isCut), &generator)
  }

  /// The record of a line that an engine knows something of, if the line is an event.
  private mutating func fullRecord(
    of line: LineAssembler.Line,
    _ trimmed: UnsafeRawBufferPointer,
    _ generator: inout SplitMix64
  ) throws -> JSONObject? {
    guard reader.read(trimmed) else { return nil }
    let context = maker.context(isCut: line.isCut, &generator)
    output.removeAll(keepingCapacity: generator.isOneIn(2))
    RecordEncoder.encode(reader.event, of: trimmed, in: context, into: &output)
    return try check.record(output, of: trimmed, in: context, &generator)
  }

  private func fail(
    _ reason: String,
    round: Int,
    number: Int,
    line: [UInt8],
    _ counts: inout FuzzCounts
  ) {
    counts.fail(reason, seed: seed, round: round, input: number, line)
  }
}
