import Evidence
import TestSupport

/// The files of a journal that was killed while it worked.
enum JournalImage {
  /// A small ring: its space is reused soon, and each input writes little.
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

  /// Makes some commits in an empty directory. The last one is either only in the ring or also in the files.
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
        var unit = CommitUnit()
        unit.ledger = line
        unit.change = StateMaker.changes(&generator)
        try journal.prepare(ledgerEntry: unit)
        state += unit.change
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
    let (container, name, cause) = ("3f5c", "omega-ssh", "rotated_away")
    entry.gaps = [
      .init(container: container, name: name, stream: "stdout", cause: cause, after: nil, before: nil)
    ]
    return entry
  }
}
