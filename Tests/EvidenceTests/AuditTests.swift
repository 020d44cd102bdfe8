import FileTestSupport
import Foundation
import Testing

@testable import Evidence

struct AuditTests {
  private let directory: ScratchDirectory
  private let settings: JournalSettings

  init() throws {
    directory = try ScratchDirectory()
    settings = JournalRig.settings(directory.path)
  }

  @Test func `A record that is as it was written is whole, with others' lines told apart`() throws {
    try record(commits: 5) { try FileContent.append("theirs\n", to: settings.logFile) }
    let report = try Audit.run(settings)
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.entries == 6)
    #expect(report.log == .init(ours: 5, others: 5, gone: 0, writtenAgain: 0))
    #expect(report.records == .init(ours: 5, others: 0, gone: 0, writtenAgain: 0))
    #expect(report.counts["lines"] == 5)
  }

  @Test func `Rotated and compressed files are found by what is in them`() throws {
    var round = 0
    try record(commits: 4) {
      round += 1
      try FileContent.rename(settings.logFile, to: settings.logFile + ".\(round)")
      guard round == 2 else { return }
      let gzip = Process()
      gzip.executableURL = URL(filePath: "/bin/gzip")
      gzip.arguments = [settings.logFile + ".2"]
      try gzip.run()
      gzip.waitUntilExit()
    }
    let report = try Audit.run(settings)
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.log.ours == 4)
  }

  @Test func `A changed line shows`() throws {
    try record(commits: 3)
    let text = try FileContent.text(settings.logFile)
    try FileContent.make(settings.logFile, text.replacing("line 1", with: "line X"))
    let report = try Audit.run(settings)
    #expect(report.verdict == .unexplained)
    #expect(report.problems.contains { $0.contains("1 of 3 lines are not as they were written") })
  }

  @Test(arguments: [0, 1, 2, 3])
  func `A changed entry of the ledger shows`(index: Int) throws {
    try record(commits: 3)
    var lines = try FileContent.text(settings.ledgerFile).split(separator: "\n").map(String.init)
    lines[index] = lines[index].replacing("\"time\":\"then", with: "\"time\":\"now")
    try FileContent.make(settings.ledgerFile, lines.joined(separator: "\n") + "\n")
    let report = try Audit.run(settings)
    // Nothing follows the last one.
    #expect(report.verdict == (index == 3 ? .whole : .unexplained))
  }

  @Test func `A missing entry of the ledger shows`() throws {
    try record(commits: 3)
    var lines = try FileContent.text(settings.ledgerFile).split(separator: "\n")
    lines.remove(at: 1)
    try FileContent.make(settings.ledgerFile, lines.joined(separator: "\n") + "\n")
    #expect(try Audit.run(settings).problems.contains("ledger: entry 2 is missing"))
  }

  @Test func `Gaps that the ledger tells are no surprise`() throws {
    let gap = LedgerEntry.Gap(
      container: "c0ffee",
      name: "omega",
      stream: "stdout",
      cause: "rotated_away",
      after: nil,
      before: nil
    )
    try record(commits: 2, gaps: [gap])
    let report = try Audit.run(settings)
    #expect(report.verdict == .gaps)
    #expect(report.gaps == [gap])
  }

  @Test(arguments: [0, 1, 7, 14, 20])
  func `Lines that a copy lacks, and that were written again, add up`(copied: Int) throws {
    var journal = try Journal.open(settings)
    for number in 1...3 {
      try journal.prepare(JournalRig.unit("line \(number)\n", change: "x"))
      try journal.deliver()
    }
    let whole = try FileContent.text(settings.logFile)
    try FileContent.make(settings.logFile + ".1", String(whole.prefix(copied)))
    try FileContent.truncate(settings.logFile, to: 0)
    try journal.prepare(JournalRig.unit("line 4\n", change: "x"))
    try journal.deliver()
    var entry = LedgerEntry(sequence: 1, previous: "", time: "then", kind: .stop, counts: ["lines": 4])
    entry.files = journal.takeSegments().map(LedgerEntry.File.init)
    entry.truncations = journal.takeTruncations().map(LedgerEntry.Truncation.init)
    #expect(entry.truncations.map(\.kept) == [copied])
    var unit = CommitUnit()
    unit.ledger = try entry.line()
    unit.change = [1]
    try journal.prepare(ledgerEntry: unit)
    try journal.deliver()
    let report = try Audit.run(settings)
    #expect(report.problems.isEmpty && report.verdict == .whole, "\(report.problems)")
    // Where the copy has nothing, all stands where it stood before.
    #expect(report.log.writtenAgain > 0 || copied < 7)
    // One line that is not as it was written still shows.
    let text = try FileContent.text(settings.logFile)
    try FileContent.make(settings.logFile, text.replacing("line 4", with: "line X"))
    #expect(try Audit.run(settings).verdict == .unexplained)
  }

  @Test func `Without a ledger there is nothing to hold the files against`() {
    #expect(throws: EvidenceError.self) { try Audit.run(settings) }
  }

  /// Commits lines and tells the ledger of each, as a collector does.
  private func record(
    commits: Int,
    gaps: [LedgerEntry.Gap] = [],
    after: () throws -> Void = {}
  ) throws {
    var journal = try Journal.open(settings)
    var previous = ""
    for number in 0...commits {
      if number > 0 {
        try journal.prepare(JournalRig.unit("line \(number)\n", "{\"record\":\(number)}\n", change: "x"))
        try journal.deliver()
      }
      var entry = LedgerEntry(
        sequence: number + 1,
        previous: previous,
        time: "then \(number)",
        kind: number == 0 ? .start : .interval,
        counts: ["lines": number, "records": number]
      )
      entry.files = journal.takeSegments().map(LedgerEntry.File.init)
      if number == commits { entry.gaps = gaps }
      var unit = CommitUnit()
      unit.ledger = try entry.line()
      unit.change = [1]
      previous = LedgerEntry.digest(of: unit.ledger)
      try journal.prepare(ledgerEntry: unit)
      try journal.deliver()
      if number > 0 { try after() }
    }
  }
}
