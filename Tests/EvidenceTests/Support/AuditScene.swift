import Foundation
import Glibc
import TestSupport

@testable import Evidence

/// A record with its ledger, as a collector keeps them, for a test to damage.
struct AuditScene {
  private let directory: ScratchDirectory
  let settings: JournalSettings

  init() throws {
    directory = try ScratchDirectory()
    settings = JournalRig.settings(directory.path)
  }

  /// Commits `line 1`, `line 2` and so on with their records, and an entry of the ledger before the first and behind
  /// each.
  ///
  /// - Parameters:
  ///   - lines: how many lines each commit has.
  ///   - after: is called after each commit and its entry, with the commit's number.
  ///   - describe: what else an entry tells, by how many commits came before it.
  func record(
    commits: Int,
    lines: Int = 1,
    after: (Int) throws -> Void = { _ in },
    describe: (Int, inout LedgerEntry) -> Void = { _, _ in }
  ) throws {
    var journal = try Journal.open(settings)
    var previous = ""
    for commit in 0...commits {
      let numbers = ((commit - 1) * lines + 1)..<(commit * lines + 1)
      if commit > 0 {
        let log = numbers.map { "line \($0)\n" }.joined()
        let records = numbers.map { "{\"record\":\($0)}\n" }.joined()
        try journal.prepare(JournalRig.unit(log, records, change: "x"))
        try journal.deliver()
      }
      var entry = LedgerEntry(
        sequence: commit + 1,
        previous: previous,
        time: "then \(commit)",
        kind: commit == 0 ? .start : .interval,
        counts: ["lines": commit * lines, "records": commit * lines]
      )
      entry.files = journal.takeSegments().map(LedgerEntry.File.init)
      entry.truncations = journal.takeTruncations().map(LedgerEntry.Truncation.init)
      entry.damages = journal.takeDamages().map(LedgerEntry.DamageReport.init)
      describe(commit, &entry)
      var unit = CommitUnit()
      unit.ledger = try entry.line()
      unit.change = [1]
      previous = LedgerEntry.digest(of: unit.ledger)
      try journal.prepare(ledgerEntry: unit)
      try journal.deliver()
      if commit > 0 { try after(commit) }
    }
  }

  /// What a state directory would remember of the ledger as it is now.
  func remembered() throws -> RememberedLedger {
    let lines = try FileContent.text(settings.ledgerFile).split(separator: "\n")
    return RememberedLedger(
      sequence: lines.count,
      digest: LedgerEntry.digest(of: Array((lines.last ?? "").utf8))
    )
  }

  /// Renames a file as a rotation does, and those that were renamed before.
  func rotate(_ path: String, times: Int) throws {
    for number in stride(from: times, to: 1, by: -1) {
      try FileContent.rename("\(path).\(number - 1)", to: "\(path).\(number)")
    }
    try FileContent.rename(path, to: "\(path).1")
  }

  /// Changes a file's lines as `sed -i` does: what has the name then is another file.
  func edit(_ path: String, _ change: (inout [String]) -> Void) throws {
    var lines = try FileContent.text(path).split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init
    )
    lines.removeLast()
    change(&lines)
    try replace(path, lines.map { $0 + "\n" }.joined())
  }

  /// Gives the name to a file of its own that holds `text`.
  func replace(_ path: String, _ text: String) throws {
    let other = directory.path + "/edited"
    try FileContent.make(other, text)
    guard Glibc.rename(other, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
