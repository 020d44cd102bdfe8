import Testing
import TestSupport

@testable import DecoyEvents

struct LineAccountingTests {
  @Test(arguments: UInt64(0)..<40)
  func `Every line is accounted for in any mix`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var lines = ProcessedLines(
      origin: RecordOrigin(container: "omega-ssh", id: "c0ffee", decky: "omega-decky", service: "ssh"),
      window: 40,
      deckies: ["omega-decky", "relay-decky"],
      maximumLength: 200
    )
    var expected = LineCounts()
    var passed: [String: Int64] = [:]
    var observed: Int64 = 0
    for _ in 0..<400 {
      observed += Int64.random(in: -2...10, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        lines.process(["\n", " \t\n", "\r\n"].randomElement(using: &random) ?? "\n", observed: observed)
        expected.empty += 1
        continue
      case 1:
        lines.process("no event\rat all\n", observed: observed)
        expected.notEvents += 1
      case 2:
        lines.process(ProcessedLines.event(service: "cron", type: "connect"), observed: observed)
        expected.dropped += 1
      case 3:
        lines.process(String(repeating: "long ", count: 100) + "\n", observed: observed)
        expected.notEvents += 1
        expected.cut += 1
      case 4:
        lines.process(
          "<134>1 2026-11-23T03:55:14Z omega ssh - login [relay@55555 user=\n",
          observed: observed
        )
        expected.malformedSD += 1
        expected.records += 1
      case 5:
        lines.process(ProcessedLines.event(decky: "relay-decky"), observed: observed)
        expected.identityMismatch += 1
        expected.records += 1
      case 6:
        let address = "203.0.113.\(Int.random(in: 1...3, using: &random))"
        lines.process(ProcessedLines.event(type: "connect", address: address), observed: observed)
        if let last = passed[address], observed >= last, observed - last < 40 {
          expected.heldBack += 1
        } else {
          passed[address] = observed
          expected.records += 1
        }
      default:
        lines.process(ProcessedLines.event(), observed: observed)
        expected.records += 1
      }
      expected.lines += 1
    }
    expected.bytes = lines.batch.raw.count
    #expect(lines.counts == expected)
    #expect(lines.counts.isBalanced)
    #expect(lines.batch.raw.count { $0 == UInt8(ascii: "\n") } == expected.lines)
    #expect(try lines.records().count == expected.records)
  }

  @Test func `The numbers have the names that they have everywhere, in their order`() {
    #expect(
      LineCounts().named.map(\.name) == [
        "lines", "records", "held_back", "dropped", "not_events", "empty", "bytes", "cut",
        "malformed_sd", "identity_mismatch", "gaps", "doubts", "unparsed", "continued",
      ]
    )
  }

  @Test func `Sums add each of the numbers`() {
    var counts = LineCounts()
    let fields: [WritableKeyPath<LineCounts, Int>] = [
      \.lines, \.records, \.heldBack, \.dropped, \.notEvents, \.empty, \.bytes, \.cut,
      \.malformedSD, \.identityMismatch, \.gaps, \.doubts, \.unparsed, \.continued,
    ]
    for (index, field) in fields.enumerated() { counts[keyPath: field] = index + 1 }
    let one = counts
    counts += one
    #expect(counts.named.map(\.count) == (1...14).map { 2 * $0 })
  }

  @Test func `A missing line tips the balance`() {
    var counts = LineCounts()
    counts.lines = 4
    counts.records = 1
    counts.heldBack = 1
    counts.dropped = 1
    #expect(!counts.isBalanced)
    counts.notEvents = 1
    #expect(counts.isBalanced)
  }
}
