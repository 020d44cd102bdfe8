import Evidence
import TestSupport

/// A damaged ledger, read by `audit` and by the readers of its last entries.
struct LedgerTarget: FuzzTarget {
  static let inputsPerRound = 16
  private static let path = "decoy.log.ledger.jsonl"

  private let directory: String
  private let ledgers: [[UInt8]]

  init(seed: UInt64, directory: String) throws {
    self.directory = directory
    var generator = SplitMix64(seed: seed)
    var ledgers: [[UInt8]] = []
    while ledgers.count < 4 {
      // Each continues the log of the one before.
      let image = try JournalImage.make(in: directory, &generator)
      if !image[Self.path].isEmpty { ledgers.append(image[Self.path]) }
    }
    self.ledgers = ledgers
  }

  mutating func run(_ generator: inout SplitMix64, _ counts: inout FuzzCounts) throws {
    let settings = JournalImage.settings(directory)
    let file = "\(directory)/\(Self.path)"
    for _ in 0..<Self.inputsPerRound {
      var ledger = generator.pick(ledgers)
      Damage.apply(to: &ledger, &generator)
      // An audit waits for the end of an incomplete last line.
      if ledger.last != UInt8(ascii: "\n"), !generator.isOneIn(64) { ledger.append(UInt8(ascii: "\n")) }
      try FileImage.write(ledger, to: file)
      counts.begin(inputOf: ledger.count)
      counts.records += try Audit.run(settings).entries
      _ = (LedgerTail(reading: file), LedgerTail.lines(of: file, limit: 5))
    }
  }
}
