import Foundation
import Testing

@testable import Evidence

/// What an audit makes of a ledger that is not as it was written.
struct AuditLedgerTests {
  /// What is done to the ledger of three commits, whose last line ends with an LF.
  enum Damage: String, CaseIterable, Sendable {
    case lastLineDamaged, lastLineEmptied, lastLineCut, lastLineWithoutEnd
    case garbageBehind, garbageWithoutEnd, emptyLineBehind, anotherObjectBehind, zerosBehind
    case firstLineDamaged, middleLineRemoved, lineInserted, emptied

    func apply(to text: String) -> String {
      var lines = text.split(separator: "\n").map(String.init)
      let last = lines.count - 1
      switch self {
      case .lastLineDamaged: lines[last].replace("\"kind\"", with: "\"kin\"")
      case .lastLineEmptied: lines[last] = ""
      case .lastLineCut: return String(text.dropLast(20))
      case .lastLineWithoutEnd: return String(text.dropLast())
      case .garbageBehind: lines.append("garbage")
      case .garbageWithoutEnd: return text + "garbage"
      case .emptyLineBehind: lines.append("")
      case .anotherObjectBehind: lines.append("{}")
      case .zerosBehind: return text + String(repeating: "\0", count: 4096)
      case .firstLineDamaged: lines[0].removeFirst()
      case .middleLineRemoved: lines.remove(at: 1)
      case .lineInserted: lines.insert("{\"sequence\":2}", at: 1)
      case .emptied: return ""
      }
      return lines.map { $0 + "\n" }.joined()
    }
  }

  private let scene: AuditScene
  private let settings: JournalSettings

  init() throws {
    scene = try AuditScene()
    settings = scene.settings
  }

  @Test(arguments: Damage.allCases, [false, true])
  func `A ledger that was damaged is unexplained, in place or as another file`(damage: Damage, isOther: Bool)
    throws
  {
    try scene.record(commits: 3)
    let text = damage.apply(to: try FileContent.text(settings.ledgerFile))
    if isOther {
      try scene.replace(settings.ledgerFile, text)
    } else {
      try FileContent.make(settings.ledgerFile, text)
    }
    let report = try Audit.run(settings)
    #expect(report.verdict == .unexplained)
    #expect(report.problems.contains { $0.contains("ledger") })
  }

  @Test(arguments: [0, 1, 2, 3])
  func `A changed entry shows: by what follows it, and the last one by the state`(index: Int) throws {
    try scene.record(commits: 3)
    let remembered = try scene.remembered()
    try scene.edit(settings.ledgerFile) { $0[index].replace("\"time\":\"then", with: "\"time\":\"now") }
    // Nothing follows the last one.
    #expect(try Audit.run(settings).verdict == (index == 3 ? .whole : .unexplained))
    #expect(try Audit.run(settings, remembered: remembered).verdict == .unexplained)
  }

  @Test func `A missing entry shows`() throws {
    try scene.record(commits: 3)
    try scene.edit(settings.ledgerFile) { $0.remove(at: 1) }
    #expect(try Audit.run(settings).problems.contains("ledger: entry 2 is missing"))
  }

  @Test(arguments: [1, 2, 3, 4])
  func `The last entries and the lines that they tell of can't be cut off where a state remembers them`(
    count: Int
  )
    throws
  {
    try scene.record(commits: 3)
    let remembered = try scene.remembered()
    #expect(try Audit.run(settings, remembered: remembered).verdict == .whole)
    for path in settings.outputs { try scene.edit(path) { $0.removeLast(min(count, $0.count)) } }
    let report = try Audit.run(settings, remembered: remembered)
    #expect(report.verdict == .unexplained)
    #expect(
      report.problems.contains { $0.contains("the state directory remembers entry 4") },
      "\(report.problems)"
    )
  }

  @Test(arguments: [0, 1, 3])
  func `A state that is behind the ledger is no surprise: the collector runs, or was killed`(behind: Int)
    throws
  {
    try scene.record(commits: 3)
    let lines = try FileContent.text(settings.ledgerFile).split(separator: "\n")
    let remembered = RememberedLedger(
      sequence: lines.count - behind,
      digest: LedgerEntry.digest(of: Array(lines[lines.count - behind - 1].utf8))
    )
    #expect(try Audit.run(settings, remembered: remembered).verdict == .whole)
    #expect(try Audit.run(settings, remembered: RememberedLedger(sequence: 0, digest: "")).verdict == .whole)
  }

  @Test func `Half an entry that a crash has left is no surprise where an entry tells of it`() throws {
    try scene.record(commits: 1) { _ in try FileContent.append("{\"cont\n", to: settings.ledgerFile) }
    #expect(try Audit.run(settings).verdict == .unexplained)
    let again = try AuditScene()
    try again.record(
      commits: 2,
      after: { if $0 == 1 { try FileContent.append("{\"cont\n", to: again.settings.ledgerFile) } },
      describe: { commit, entry in
        guard commit == 2 else { return }
        entry.damages = [.init(Evidence.Damage(target: .ledger, kind: .torn, count: 1))]
      }
    )
    let report = try Audit.run(again.settings)
    #expect(report.verdict == .whole, "\(report.problems)")
    // It explains one line and no more.
    try FileContent.append("garbage\n", to: again.settings.ledgerFile)
    #expect(try Audit.run(again.settings).verdict == .unexplained)
  }

  @Test func `A line that is too long is no entry, and is not kept`() throws {
    try scene.record(commits: 1)
    try FileContent.append(String(repeating: "x", count: 3 << 20) + "\n", to: settings.ledgerFile)
    let ledger = try AuditedLedger(settings, longestLine: 4096, noteRead: { _ in })
    #expect(ledger.entries.count == 2)
    #expect(ledger.problems == ["\(settings.ledgerFile): line 3 is no entry"])
  }

  @Test func `Many lines that are no entries are one finding`() throws {
    try scene.record(commits: 1)
    try FileContent.append(String(repeating: "garbage\n", count: 100_000), to: settings.ledgerFile)
    let report = try Audit.run(settings)
    #expect(
      report.problems == [
        "\(settings.ledgerFile): lines 3, 4, 5, 6, 7, 8, 9, 10 and 99992 more are no entries"
      ]
    )
  }

  @Test func `A rotated ledger is read as one, and missing entries are reported`() throws {
    try scene.record(commits: 3) { try scene.rotate(settings.ledgerFile, times: $0) }
    #expect(try Audit.run(settings).sequences == 1...4)
    try FileContent.remove(settings.ledgerFile + ".3")
    let report = try Audit.run(settings)
    #expect(report.sequences == 3...4)
    #expect(report.verdict == .whole, "\(report.problems)")
  }
}
