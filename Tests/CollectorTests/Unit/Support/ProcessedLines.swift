import Basics
import DockerEngine
import Foundation

@testable import Collector
@testable import DecoyEvents

/// Lines put through a processor, as a follower does it.
struct ProcessedLines {
  /// A record as its consumers read it.
  struct Record: Decodable {
    struct Origin: Decodable, Equatable {
      let container: String
      let id: String
      let decky: String?
      let service: String?
    }

    struct Claim: Decodable {
      let decky: String
    }

    let timestamp: String
    let decky: String
    let service: String
    let event_type: String
    let attacker_ip: String
    let raw_line: String
    let observed: String?
    let origin: Origin?
    let flags: [String]?
    let claimed: Claim?
    let suppressed: Int?
  }

  private(set) var batch = LineBatch()
  var gate: FloodGate
  private var processor: LineProcessor
  private let deckies: Set<String>
  private let maximumLength: Int

  init(
    origin: RecordOrigin = RecordOrigin(container: "omega-ssh", id: "c0ffee"),
    filter: EventFilter = EventFilter(),
    window: Int64 = 1000,
    deckies: Set<String> = [],
    maximumLength: Int = 1 << 20
  ) {
    processor = LineProcessor(origin: origin, filter: filter)
    gate = FloodGate(window: window)
    self.deckies = deckies
    self.maximumLength = maximumLength
  }

  var counts: LineCounts { batch.counts }
  var raw: String { String(decoding: batch.raw, as: UTF8.self) }

  func records() throws -> [Record] {
    try batch.records.split(separator: UInt8(ascii: "\n")).map { line in
      try JSONDecoder().decode(Record.self, from: Data(line))
    }
  }

  /// Processes lines, each of which ends with LF.
  mutating func process(_ text: String, observed: Int64 = 0) {
    process(Array(text.utf8), observed: observed)
  }

  mutating func process(_ bytes: [UInt8], observed: Int64 = 0) {
    var assembler = LineAssembler(maximumLength: maximumLength)
    var formatter = EngineTimestampFormatter()
    let text = formatter.text(of: EngineTimestamp(nanoseconds: observed))
    let time = ObservedTime(nanoseconds: observed, text: text)
    let deckies = deckies
    bytes.withUnsafeBytes { piece in
      assembler.append(piece) { line in
        processor.process(
          line,
          observed: time,
          into: &batch,
          isDecky: { deckies.contains(String(decoding: $0, as: UTF8.self)) },
          decide: { gate.decide($0, observed: $1, &$2) }
        )
      }
    }
  }

  /// Traces the records from now on.
  mutating func trace(with tracer: some RecordTracer) { processor.tracer = tracer }

  var tracer: (any RecordTracer)? { processor.tracer }

  /// Another name of the container.
  mutating func rename(to origin: RecordOrigin) { processor.origin = origin }

  /// An event of the framework's services.
  static func event(
    decky: String = "omega-decky",
    service: String = "ssh",
    type: String = "login_attempt",
    address: String = "203.0.113.7"
  ) -> String {
    "<134>1 2026-11-23T03:55:14.123456+00:00 \(decky) \(service) - \(type) [relay@55555 src_ip=\"\(address)\"]\n"
  }
}
