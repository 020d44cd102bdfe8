import EventTestSupport
import Evidence

/// The files of a journal that was at work and was killed.
enum JournalImage {
  /// A small ring, so that its space is used again, and that little has to be written for each input.
  static func settings(_ directory: String) -> JournalSettings {
    var settings = JournalSettings(
      logFile: directory + "/decoy.log",
      recordFile: directory + "/decoy.json",
      stateDirectory: directory + "/state"
    )
    settings.ringCapacity = 1 << 16
    settings.recentLimit = 1 << 14
    settings.allowsUnsafeFileSystem = true
    return settings
  }

  /// Works for a while in an empty directory, and leaves the last commit in the ring alone, or in all its files.
  static func make(in directory: String, _ generator: inout SplitMix64) throws -> FileImage {
    var journal = try Journal.open(settings(directory))
    var state = StateMaker.changes(&generator)
    var previous = ""
    var sequence = 0
    try journal.checkpoint(state, isDurable: true)
    for number in 0..<(2 + generator.below(12)) {
      let lines = unit(number, &generator)
      try journal.prepare(lines)
      state += lines.change
      try journal.deliver()
      if generator.isOneIn(3) {
        sequence += 1
        let line = try entry(sequence, previous, &journal).line()
        previous = LedgerEntry.digest(of: line)
        var told = CommitUnit()
        told.ledger = line
        told.change = StateMaker.changes(&generator)
        try journal.prepare(ledgerEntry: told)
        state += told.change
        try journal.deliver()
      }
      if generator.isOneIn(4) { try journal.checkpoint(state, isDurable: generator.isOneIn(2)) }
    }
    try journal.prepare(unit(99, &generator))
    if generator.isOneIn(2) { try journal.deliver() }
    return try FileImage(of: directory)
  }

  private static func unit(_ number: Int, _ generator: inout SplitMix64) -> CommitUnit {
    var unit = CommitUnit()
    unit.log = (0...generator.below(3)).map { Array("line \(number).\($0)\n".utf8) }
    if generator.isOneIn(2) { unit.records = [Array("{\"number\":\(number)}\n".utf8)] }
    unit.change = StateMaker.changes(&generator)
    return unit
  }

  private static func entry(_ sequence: Int, _ previous: String, _ journal: inout Journal) -> LedgerEntry {
    var entry = LedgerEntry(
      sequence: sequence,
      previous: previous,
      time: "2026-11-23T03:55:14.000000123Z",
      kind: sequence == 1 ? .start : .interval,
      counts: ["lines": 10 * sequence, "records": sequence]
    )
    entry.containers = ["3f5c": .init(name: "omega-ssh", counts: ["lines": 7])]
    entry.files = journal.takeSegments().map(LedgerEntry.File.init)
    entry.truncations = journal.takeTruncations().map(LedgerEntry.Truncation.init)
    entry.damages = journal.takeDamages().map(LedgerEntry.DamageReport.init)
    entry.gaps = [
      .init(
        container: "3f5c",
        name: "omega-ssh",
        stream: "stdout",
        cause: "rotated_away",
        after: nil,
        before: nil
      )
    ]
    return entry
  }
}
