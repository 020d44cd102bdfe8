import DecoyEvents
package import Evidence
import FoundationEssentials

extension RememberedLedger {
  /// What a collector's state says about the ledger; `nil` if there is no state.
  ///
  /// Creates, locks and moves nothing, so that it can be used while a collector runs.
  ///
  /// - Throws: `EvidenceError` or ``StateError`` if the state can't be read.
  package init?(_ settings: JournalSettings) throws {
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
  /// Continues the numbers and totals of a ledger's last entry, after the state was lost.
  mutating func continueLedger(_ path: String) {
    guard case .line(let line) = LedgerTail(reading: path),
      let entry = try? JSONDecoder().decode(LedgerEntry.self, from: Data(line))
    else { return }
    apply(.ledgerEntry(sequence: entry.sequence, digest: LedgerEntry.digest(of: line)))
    var totals = LineCounts()
    for counter in LineCounts.counters { totals[keyPath: counter.path] = entry.counts[counter.name] ?? 0 }
    apply(.totals(totals))
  }
}
