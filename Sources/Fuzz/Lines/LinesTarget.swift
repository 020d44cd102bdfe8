import DecoyEvents
import TestSupport

/// Lines on their way through assembler, reader and encoder.
struct LinesTarget: FuzzTarget {
  static let inputsPerRound = 64

  private let maker = LineMaker()
  private var writer = RecordWriter()
  private var reader = EventReader()
  private let check = RecordCheck()
  /// The round's lines, each with its LF, and the range of each without it.
  private var stream: [UInt8] = []
  private var ranges: [Range<Int>] = []
  private var output: [UInt8] = []

  init(seed: UInt64, directory: String) {}

  mutating func run(_ generator: inout SplitMix64, _ counts: inout FuzzCounts) {
    makeStream(&generator)
    let limit = generator.isOneIn(4) ? 1 + generator.below(400) : 1 << 20
    var assembler = LineAssembler(maximumLength: limit)
    var number = 0
    stream.withUnsafeBytes { stream in
      func take(_ line: LineAssembler.Line) {
        checkLine(line, number, of: stream, limit: limit, &generator, &counts)
        number += 1
      }
      var index = 0
      while index < stream.count {
        let length = generator.isOneIn(8) ? generator.below(3) : generator.below(5000)
        let end = min(index + length, stream.count)
        assembler.append(UnsafeRawBufferPointer(rebasing: stream[index..<end]), take)
        index = end
      }
      assembler.finish(take)
    }
    if number != ranges.count { counts.fail("\(number) lines of \(ranges.count)", []) }
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
    // Without an LF, the last line counts only if it is not empty.
    if generator.isOneIn(2), ranges.last?.isEmpty == false { stream.removeLast() }
  }

  /// Checks a line from the assembler, and its records with and without a context.
  private mutating func checkLine(
    _ line: LineAssembler.Line,
    _ number: Int,
    of stream: UnsafeRawBufferPointer,
    limit: Int,
    _ generator: inout SplitMix64,
    _ counts: inout FuzzCounts
  ) {
    counts.begin(inputOf: line.length)
    let range = number < ranges.count ? ranges[number] : 0..<0
    guard line.length == range.count, line.bytes.elementsEqual(stream[range].prefix(limit)) else {
      return counts.fail("not the line that was sent", Array(line.bytes))
    }
    do {
      let trimmed = UnsafeRawBufferPointer(rebasing: line.bytes[..<LineTrimming.trimmedCount(of: line.bytes)])
      // Mostly one of the two, since checking costs more than writing; both often enough to compare them.
      let isBoth = generator.isOneIn(4)
      let isBare = isBoth || generator.isOneIn(2)
      let bare = isBare ? try bareRecord(of: line, trimmed, &generator) : nil
      let full = isBoth || !isBare ? try fullRecord(of: line, trimmed, &generator) : nil
      counts.records += (bare == nil ? 0 : 1) + (full == nil ? 0 : 1)
      guard isBoth else { return }
      try RecordFault.unless((bare == nil) == (full == nil), "two readers disagree")
      for name in ["service", "event_type", "attacker_ip", "fields", "msg", "raw_line", "attribution"] {
        try RecordFault.unless(bare?[name] == full?[name], "the context changes \(name)")
      }
    } catch {
      counts.fail("\(error)", Array(line.bytes))
    }
  }

  /// The record of a line without a context, if the line is an event.
  private mutating func bareRecord(
    of line: LineAssembler.Line,
    _ trimmed: UnsafeRawBufferPointer,
    _ generator: inout SplitMix64
  ) throws -> JSONObject? {
    // The output has room from the record before, or none.
    output.removeAll(keepingCapacity: generator.isOneIn(2))
    guard writer.append(line, to: &output) else {
      try RecordFault.unless(output.isEmpty, "a record of a line that is no event")
      return nil
    }
    return try check.record(output, of: trimmed, in: RecordContext(isCut: line.isCut), &generator)
  }

  /// The record of a line with a context, if the line is an event.
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
}
