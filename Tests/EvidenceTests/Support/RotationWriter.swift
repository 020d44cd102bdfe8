@testable import Evidence

/// Writes numbered lines through a journal, and what a collector tells of them into the ledger.
struct RotationWriter: ~Copyable {
  private var journal: Journal
  private var sequence = 0
  private var digest = ""
  /// The records that were written, in order, without their LF.
  private(set) var records: [String] = []

  init(_ scene: RotationScene) throws(EvidenceError) { journal = try Journal.open(scene.settings) }

  /// Writes a line, and its record.
  mutating func write() throws {
    if journal.wantsCheckpoint || journal.wantsLedgerEntry { try appendLedgerEntry(.interval) }
    let number = records.count
    let record = #"{"number":\#(number),"text":"\#(String(repeating: "x", count: number % 97))"}"#
    try journal.prepare(JournalRig.unit("line \(number)\n", record + "\n", change: "x"))
    try journal.deliver()
    records.append(record)
  }

  /// Writes an entry of the ledger.
  mutating func appendLedgerEntry(_ kind: LedgerEntry.Kind) throws {
    // What a rotation has done to the files since the last line is found first.
    try journal.settle()
    sequence += 1
    var entry = LedgerEntry(
      sequence: sequence,
      previous: digest,
      time: "then",
      kind: kind,
      counts: ["lines": records.count, "records": records.count]
    )
    entry.files = journal.takeSegments().map(LedgerEntry.File.init)
    entry.truncations = journal.takeTruncations().map(LedgerEntry.Truncation.init)
    entry.damages = journal.takeDamages().map(LedgerEntry.DamageReport.init)
    var unit = CommitUnit()
    unit.ledger = try entry.line()
    unit.change = [1]
    try journal.prepare(ledgerEntry: unit)
    try journal.deliver()
    try journal.checkpoint([1], isDurable: false)
    digest = LedgerEntry.digest(of: unit.ledger)
  }
}
