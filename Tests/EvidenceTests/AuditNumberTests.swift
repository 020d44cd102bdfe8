import Foundation
import Testing

@testable import Evidence

/// Numbers in a ledger that no collector writes: whoever can write to the directory can write any.
struct AuditNumberTests {
  /// A number of an entry.
  enum Place: String, CaseIterable, Sendable {
    case sequence, counted, generation, inode, start, end, lines, kept, damages, stretches, resolved

    /// What makes sense there, so that the audit finds nothing.
    var usual: Int {
      switch self {
      case .start, .resolved: 0
      case .end: 7
      case .kept: 100
      default: 1
      }
    }
  }

  private static let impossible = [
    "-1", "\(Int.min)", "9223372036854775808", "1e400", "0.5", "-1e400", "\"1\"", "null",
  ]
  private static let large = ["\(Int.max)", "\(Int.max - 1)", "4611686018427387904", "18446744073709551615"]

  private let settings: JournalSettings
  private let scene: AuditScene

  init() throws {
    scene = try AuditScene()
    settings = scene.settings
    try FileContent.make(settings.logFile, "line 1\n")
  }

  @Test func `The usual numbers are an entry`() throws {
    try write([[:]])
    let report = try Audit.run(settings)
    #expect(report.verdict == .gaps, "\(report.problems)")
    #expect(report.log == .init(written: 1, ours: 1))
  }

  @Test(arguments: Place.allCases, impossible)
  func `An entry with an impossible number is refused`(place: Place, number: String) throws {
    try write([[place: number]])
    let report = try Audit.run(settings)
    // A gap stands for one stretch at least, and what is resolved must be told of.
    let isHarmless =
      switch place {
      case .stretches: Int(number) != nil || number == "null"
      case .resolved: Int(number) != nil
      case .inode: UInt64(number) != nil
      default: false
      }
    #expect(report.verdict == (isHarmless ? .gaps : .unexplained), "\(report.problems)")
    #expect(report.entries == (isHarmless ? 1 : 0))
  }

  @Test(arguments: Place.allCases, large)
  func `Sums of large numbers stay at the largest`(place: Place, number: String) throws {
    // The last one tells of what is not there.
    try write([[place: number], [place: number], [.start: "1"].merging([place: number]) { $1 }])
    let report = try Audit.run(settings)
    #expect(report.verdict != .whole)
    #expect(report.log.written >= 0 && report.log.gone >= 0 && report.unexplainedTruncations >= 0)
  }

  @Test func `The largest possible numbers together are added up`() throws {
    let (offset, lines) = (Int(Slot.limit) - 1, 1 << 32)
    let numbers: [Place: String] = [
      .end: "\(offset)", .lines: "\(lines)", .counted: "\(offset)", .damages: "\(lines)",
      .stretches: "\(Int.max)", .kept: "\(offset)",
    ]
    try write([numbers, numbers])
    let report = try Audit.run(settings)
    #expect(report.log.written == 2 * lines && report.log.gone == 2 * lines)
    #expect(report.unexplainedTruncations == 2 * lines)
    #expect(report.verdict == .unexplained)
  }

  @Test func `Segments that all reach over the same bytes do not make a file cost more and more`() throws {
    try write((1...1000).map { [.sequence: "\($0)"] })
    let report = try Audit.run(settings)
    #expect(report.log.written == 1000 && report.log.ours <= SegmentPass.overlapLimit)
    #expect(report.verdict == .unexplained)
  }

  /// Writes a ledger with an entry for each element.
  private func write(_ entries: [[Place: String]]) throws {
    let lines = entries.enumerated().map { index, numbers in
      func number(_ place: Place) -> String { numbers[place] ?? "\(place.usual)" }
      let digest = LedgerEntry.digest(of: Array("line 1\n\n".utf8))
      return
        #"{"version":1,"sequence":\#(number(.sequence)),"previous":"","time":"\#(index)","kind":"start","#
        + #""counts":{"lines":\#(number(.counted))},"containers":{},"files":[{"target":"log","#
        + #""generation":\#(number(.generation)),"inode":\#(number(.inode)),"#
        + #""ranges":[[\#(number(.start)),\#(number(.end))]],"lines":\#(number(.lines)),"sha256":"\#(digest)"}],"#
        + #""truncations":[{"target":"log","generation":1,"kept":\#(number(.kept))}],"#
        + #""gaps":[{"container":"c","name":"n","stream":"stdout","cause":"x","count":\#(number(.stretches))}],"#
        + #""damages":[{"target":"log","kind":"unexplained_truncation","count":\#(number(.damages))}],"#
        + #""resolved":[{"sequence":\#(number(.resolved)),"container":"c","stream":"stdout"}]}"#
    }
    try FileContent.make(settings.ledgerFile, lines.map { $0 + "\n" }.joined())
  }
}
