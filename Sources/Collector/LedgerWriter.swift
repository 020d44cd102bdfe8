import DecoyEvents
import DockerEngine
import Evidence

/// Makes the entries of the ledger out of the state.
struct LedgerWriter {
  /// The numbers of each container when they were told last.
  private var told: [String: LineCounts] = [:]

  /// The next entry: its line, and the change that goes with it.
  mutating func entry(
    _ kind: LedgerEntry.Kind,
    _ state: CollectorState,
    _ segments: [WrittenSegment],
    _ truncations: [TruncatedFile],
    _ damages: [Damage],
    at time: EngineTimestamp
  ) throws -> (line: [UInt8], change: StateChange) {
    let sequence = state.ledgerSequence + 1
    var entry = LedgerEntry(
      sequence: sequence,
      previous: state.ledgerDigest,
      time: time.rfc3339,
      kind: kind,
      counts: state.total.byName
    )
    for (id, container) in state.containers where told[id] != container.counts {
      entry.containers[id] = LedgerEntry.Container(name: container.name, counts: container.counts.byName)
    }
    told = state.containers.mapValues(\.counts)
    entry.files = segments.map(LedgerEntry.File.init)
    entry.truncations = truncations.map(LedgerEntry.Truncation.init)
    entry.gaps = state.untoldGaps.map { gap in
      LedgerEntry.Gap(
        container: gap.output.container,
        name: gap.containerName,
        stream: gap.output.stream.rawValue,
        cause: gap.cause.rawValue,
        after: gap.after?.rfc3339,
        before: gap.before?.rfc3339
      )
    }
    entry.damages = damages.map(LedgerEntry.DamageReport.init)
    let line = try entry.line()
    return (line, .ledgerEntry(sequence: sequence, digest: LedgerEntry.digest(of: line)))
  }
}

extension LineCounts {
  /// The numbers by the names that they have everywhere.
  var byName: [String: Int] { Dictionary(named.map { ($0.name, $0.count) }) { $1 } }
}
