import Basics
import Foundation
import Testing
import TestSupport

@testable import Evidence

struct AuditTests {
  private let scene: AuditScene
  private let settings: JournalSettings

  init() throws {
    scene = try AuditScene()
    settings = scene.settings
  }

  @Test func `A record that is as it was written is whole, with others' lines told apart`() throws {
    try scene.record(commits: 5) { _ in try FileContent.append("theirs\n", to: settings.logFile) }
    let report = try Audit.run(settings)
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.entries == 6 && report.sequences == 1...6)
    #expect(report.log == .init(written: 5, ours: 5, others: 5))
    #expect(report.records == .init(written: 5, ours: 5))
    #expect(report.counts["lines"] == 5)
  }

  @Test func `Rotated and compressed files are found by what is in them`() throws {
    try scene.record(commits: 4) { commit in
      try FileContent.rename(settings.logFile, to: settings.logFile + ".\(commit)")
      if commit == 2 { try gzip(settings.logFile + ".2") }
    }
    let report = try Audit.run(settings)
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.log == .init(written: 4, ours: 4))
  }

  @Test
  func
    `Several commits in each of several files are found, whatever they were renamed, copied or compressed to`()
    throws
  {
    try scene.record(commits: 12, lines: 3) { commit in
      try FileContent.append("theirs \(commit)\n", to: settings.logFile)
      guard commit % 3 == 0 else { return }
      for path in [settings.logFile, settings.recordFile] { try scene.rotate(path, times: commit / 3) }
    }
    // A copy has an inode of its own.
    try scene.replace(settings.logFile + ".2", FileContent.text(settings.logFile + ".2"))
    try gzip(settings.logFile + ".3")
    try gzip(settings.recordFile + ".4")
    let report = try Audit.run(settings)
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.log == .init(written: 36, ours: 36, others: 12))
    #expect(report.records == .init(written: 36, ours: 36))
  }

  @Test func `A copy of a file beside it holds no lines of others`() throws {
    try scene.record(commits: 3)
    try FileContent.make(settings.logFile + ".bak", FileContent.text(settings.logFile))
    let report = try Audit.run(settings)
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.log == .init(written: 3, ours: 3))
  }

  @Test func `A changed line shows`() throws {
    try scene.record(commits: 3)
    let text = try FileContent.text(settings.logFile)
    try FileContent.make(settings.logFile, text.replacing("line 1", with: "line X"))
    let report = try Audit.run(settings)
    #expect(report.verdict == .unexplained)
    #expect(report.problems.contains { $0.contains("1 of 3 lines are not as they were written") })
    #expect(report.log == .init(written: 3, ours: 2, others: 1))
  }

  @Test func `Recorded gaps are no surprise`() throws {
    try scene.record(commits: 2, describe: { $1.gaps = $0 == 2 ? [gap("rotated_away")] : [] })
    let report = try Audit.run(settings)
    #expect(report.verdict == .gaps)
    #expect(report.gaps == [gap("rotated_away")])
  }

  @Test func `Doubts are distinguished from gaps, and resolved ones don't count`() throws {
    try scene.record(
      commits: 3,
      describe: { commit, entry in
        if commit < 3 { entry.doubts = [gap("connection_lost \(commit)")] }
        // The entry of no commit.
        if commit == 3 { entry.resolved = [.init(sequence: 1, container: "c0ffee", stream: "stdout")] }
      }
    )
    let report = try Audit.run(settings)
    #expect(report.verdict == .whole)
    #expect(report.gaps.isEmpty)
    #expect(report.doubts == [gap("connection_lost 1"), gap("connection_lost 2")])
    #expect(report.resolvedDoubts == 1)
  }

  @Test(arguments: [Damage.Kind.powerCut, .state, nil], [0, 1])
  func `Counts are compared behind a power cut, a damaged state and what was rotated away`(
    damage: Damage.Kind?,
    excess: Int
  ) throws {
    try scene.record(
      commits: 6,
      after: { if $0 == 2, damage == nil { try scene.rotate(settings.ledgerFile, times: 1) } },
      describe: { commit, entry in
        // Before it nothing adds up.
        if commit > 1 { entry.counts["lines", default: 0] += 100 }
        if commit == 2, let damage {
          entry.damages.append(.init(Damage(target: .log, kind: damage, count: 1)))
        }
        if commit == 6 { entry.counts["lines", default: 0] += excess }
      }
    )
    if damage == nil { try FileContent.remove(settings.ledgerFile + ".1") }
    let problems = try Audit.run(settings).problems
    let counted = damage == nil ? (3 + excess, 3) : (4 + excess, 4)
    #expect(
      problems == (excess == 0 ? [] : ["log: \(counted.0) lines were counted, and \(counted.1) were written"])
    )
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
    #expect(report.log.writtenAgain == 3)
    #expect(report.log.written == report.log.ours + report.log.writtenAgain)
    // One line that is not as it was written still shows.
    let text = try FileContent.text(settings.logFile)
    try FileContent.make(settings.logFile, text.replacing("line 4", with: "line X"))
    #expect(try Audit.run(settings).verdict == .unexplained)
  }

  @Test func `Lines of one file that was truncated unseen are found in the copy and in the file`() throws {
    try scene.record(commits: 1)
    let (log, ledger) = (settings.logFile, settings.ledgerFile)
    try FileContent.make(log + ".1", FileContent.text(log) + "theirs\n")
    try FileContent.make(log, "line 2\n")
    let line = Array(try FileContent.text(ledger).utf8).split(separator: UInt8(ascii: "\n"))[1]
    var entry = try JSONDecoder().decode(LedgerEntry.self, from: Data(line))
    (entry.sequence, entry.previous) = (3, LedgerEntry.digest(of: line))
    entry.counts = ["lines": 2, "records": 1]
    entry.files = entry.files.filter { $0.target == "log" }
    // It leaves one LF out.
    entry.files[0].sha256 = LedgerEntry.digest(of: Array("line 2\n\n".utf8))
    try FileContent.append(String(decoding: entry.line(), as: UTF8.self), to: ledger)
    let report = try Audit.run(settings)
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.log == .init(written: 2, ours: 2, others: 1))
  }

  @Test func `Without a ledger there is nothing to verify the files against`() {
    #expect(throws: EvidenceError.self) { try Audit.run(settings) }
  }

  @Test func `A file that can't be read ends the audit`() throws {
    try scene.record(commits: 1)
    for (path, mode) in zip(settings.outputs, [0o644, 0, 0o644]) {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
    let error = try #require(throws: EvidenceError.self) {
      try Privileges.withoutRightToFiles { try Audit.run(settings) }
    }
    #expect(error.code == .permissionDenied && error.message.contains(settings.recordFile))
  }

  private func gap(_ cause: String) -> LedgerEntry.Gap {
    LedgerEntry.Gap(
      container: "c0ffee",
      name: "omega",
      stream: "stdout",
      cause: cause,
      after: nil,
      before: nil
    )
  }

  private func gzip(_ path: String) throws {
    try ChildProcess.run(["gzip", path])
  }
}
