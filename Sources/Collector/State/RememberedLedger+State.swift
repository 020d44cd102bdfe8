internal import DecoyEvents
public import Evidence
internal import Foundation

extension RememberedLedger {
  /// What a collector's state says of the ledger; `nil` where there is no state.
  ///
  /// Nothing is made, locked or put aside, so that it can be read while a collector runs.
  ///
  /// - Throws: `EvidenceError` or ``StateError`` for a state that can't be read.
  public init?(_ settings: JournalSettings) throws {
    guard let checkpoint = try CheckpointedState(settings) else { return nil }
    guard let changes = StateChange.decode(checkpoint.state) else {
      throw StateError.notUnderstood(settings.stateDirectory)
    }
    var last = (sequence: 0, digest: "")
    for case .ledgerEntry(let sequence, let digest) in changes { last = (sequence, digest) }
    self.init(sequence: last.sequence, digest: last.digest, checkpoint)
  }
}

extension CollectorState {
  /// Goes on with numbers and totals of a ledger's last entry, where nothing else is left of them.
  mutating func goOn(from ledger: String) {
    guard case .line(let line) = LedgerTail(reading: ledger),
      let entry = try? JSONDecoder().decode(LedgerEntry.self, from: Data(line))
    else { return }
    apply(.ledgerEntry(sequence: entry.sequence, digest: LedgerEntry.digest(of: line)))
    var totals = LineCounts()
    for counter in LineCounts.counters { totals[keyPath: counter.path] = entry.counts[counter.name] ?? 0 }
    apply(.totals(totals))
  }
}
