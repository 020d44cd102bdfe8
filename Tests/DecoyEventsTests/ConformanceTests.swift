import Testing
import TestSupport

@testable import DecoyEvents

@Suite("Conformance")
struct ConformanceTests {
  static let files = [
    ("chosen.jsonl", 171), ("words.jsonl", 340), ("generated.jsonl", 2400), ("readings.jsonl", 716),
  ]

  @Test(arguments: files)
  func `Every vector gives exactly its expected record`(file: String, count: Int) throws {
    let vectors = try ConformanceVector.load(file)
    #expect(vectors.count == count)
    for vector in vectors {
      let record = try Record.text(of: vector.line).map { try JSONParser.parse($0) } ?? .null
      if record != vector.expected {
        Issue.record("\(vector.id): got \(shortened(record)), wanted \(shortened(vector.expected))")
      }
    }
  }

  @Test(arguments: files)
  func `A writer keeps no state from one line to the next`(file: String, count: Int) throws {
    let vectors = try ConformanceVector.load(file)
    var writer = RecordWriter()
    for vector in vectors.reversed() + vectors {
      let fresh = Record.text(of: vector.line).map { $0 + [UInt8(ascii: "\n")] } ?? []
      var output: [UInt8] = []
      var assembler = LineAssembler(maximumLength: 1 << 20)
      vector.line.withUnsafeBytes { bytes in
        assembler.append(bytes) { _ in }
        assembler.finish { _ = writer.append($0, to: &output) }
      }
      if output != fresh { Issue.record("\(vector.id): not what a fresh writer gives") }
    }
  }

  @Test(arguments: files)
  func `Every vector's lines, one after another in one stream, give their records`(file: String, count: Int)
    throws
  {
    let vectors = try ConformanceVector.load(file).filter { !$0.line.contains(UInt8(ascii: "\n")) }
    var generator = SplitMix64(seed: 3)
    var assembler = LineAssembler(maximumLength: 1 << 20)
    var writer = RecordWriter()
    var output: [UInt8] = []
    var events: [Bool] = []
    var rest = Array(vectors.map(\.line).joined(separator: [UInt8(ascii: "\n")]))[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(1 + generator.below(3000)))
      rest = rest.dropFirst(piece.count)
      piece.withUnsafeBytes { bytes in
        assembler.append(bytes) { events.append(writer.append($0, to: &output)) }
      }
    }
    assembler.finish { events.append(writer.append($0, to: &output)) }

    #expect(events == vectors.map { $0.expected != .null })
    let records = output.split(separator: UInt8(ascii: "\n"))
    let wanted = vectors.filter { $0.expected != .null }
    #expect(records.count == wanted.count)
    for (record, vector) in zip(records, wanted) where try JSONParser.parse(Array(record)) != vector.expected
    {
      Issue.record("\(vector.id): another record than alone")
    }
  }

  /// A value for a failure's message, without the middle of a long one.
  private func shortened(_ value: JSONValue) -> String {
    let text = value.description
    return text.count <= 600 ? text : "\(text.prefix(300)) … \(text.suffix(300))"
  }
}
