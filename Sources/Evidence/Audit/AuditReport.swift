import Basics

/// What verifying the files against the ledger has shown.
public struct AuditReport: Sendable {
  /// What an audit comes to, by the exit status that says it.
  public enum Verdict: Int32, Sendable {
    /// Everything adds up, and no gap is recorded.
    case whole = 0
    /// Everything adds up, and the ledger says what is missing.
    case gaps = 1
    /// Something can't be explained.
    case unexplained = 2
  }

  /// The numbers of one of the two files, over all that it has been rotated to.
  public struct FileNumbers: Sendable, Hashable {
    /// Lines that the ledger says we wrote.
    public var written = 0
    /// Of those, lines that are where and as we wrote them: the verified ones.
    public var ours = 0
    /// Lines of others in the same files.
    public var others = 0
    /// Lines that we wrote to files which are no longer there.
    public var gone = 0
    /// Lines that a truncation took and that were written again.
    public var writtenAgain = 0
  }

  /// How many entries the ledger has.
  public internal(set) var entries = 0
  /// The numbers of its first and last entries; `nil` where it has none. What came before the first was rotated away.
  public internal(set) var sequences: ClosedRange<Int>?
  /// The raw log.
  public internal(set) var log = FileNumbers()
  /// The records.
  public internal(set) var records = FileNumbers()
  /// The numbers of the last entry.
  public internal(set) var counts: [String: Int] = [:]
  /// What the ledger says is missing.
  public internal(set) var gaps: [LedgerEntry.Gap] = []
  /// Where the ledger says that it can't be known whether something is missing, and that was not resolved later.
  public internal(set) var doubts: [LedgerEntry.Gap] = []
  /// How many doubts were resolved: nothing is missing there.
  public internal(set) var resolvedDoubts = 0
  /// What the ledger says was damaged.
  public internal(set) var damages: [LedgerEntry.DamageReport] = []
  /// What can't be explained, one clear line each.
  public internal(set) var problems: [String] = []

  /// How many truncations of which no copy was found the ledger tells of: what they took can't be known.
  public var unexplainedTruncations: Int { count(of: .unexplainedTruncation) }

  /// How many starts the ledger tells of whose state was damaged: lines may be there twice from before.
  public var damagedStates: Int { count(of: .state) }

  private func count(of kind: Damage.Kind) -> Int {
    damages.reduce(0) { $1.kind == kind.rawValue ? $0.addingSaturated($1.count) : $0 }
  }

  /// What it comes to.
  ///
  /// Lines in files that are no longer there are no gap, since old files are removed at some time. Nor are doubts.
  public var verdict: Verdict {
    if !problems.isEmpty { return .unexplained }
    return gaps.isEmpty && unexplainedTruncations == 0 ? .whole : .gaps
  }

  /// What the ledger says by itself.
  init(_ ledger: AuditedLedger) {
    entries = ledger.entries.count
    problems = ledger.problems
    counts = ledger.entries.last?.counts ?? [:]
    if let first = ledger.entries.first, let last = ledger.entries.last {
      sequences = first.sequence...last.sequence
    }
    let resolved = Set(ledger.entries.flatMap(\.resolved))
    for entry in ledger.entries {
      gaps += entry.gaps
      damages += entry.damages
      for doubt in entry.doubts {
        let resolution = LedgerEntry.Resolution(
          sequence: entry.sequence,
          container: doubt.container,
          stream: doubt.stream
        )
        if resolved.contains(resolution) { resolvedDoubts += 1 } else { doubts.append(doubt) }
      }
    }
  }

  /// Adds what was found in the files of a target.
  mutating func add(_ audit: TargetAudit, _ target: EvidenceTarget) {
    problems += audit.problems
    switch target {
    case .log: log = audit.numbers
    case .records: records = audit.numbers
    case .ledger: break
    }
  }

  /// Compares how many lines were counted with how many were written.
  mutating func compareCounts(_ ledger: AuditedLedger) {
    // Before a power cut what the last second brought may be there twice, and the ledger may not say so; of a state that
    // was damaged the counts since the entry before are lost; and what came before the first entry was rotated away.
    guard let first = ledger.entries.first else { return }
    let kinds = [Damage.Kind.powerCut, .state].map(\.rawValue)
    let base =
      ledger.entries.lastIndex { $0.damages.contains { kinds.contains($0.kind) } }
      ?? (first.sequence == 1 ? nil : ledger.entries.startIndex)
    let later = base.map { ledger.entries[($0 + 1)...] } ?? ledger.entries[...]
    guard let last = later.last else { return }
    for (name, target, numbers) in [("lines", EvidenceTarget.log, log), ("records", .records, records)] {
      let before = base.flatMap { ledger.entries[$0].counts[name] } ?? 0
      let counted = (last.counts[name] ?? 0).subtractingSaturated(before)
      let written = later.reduce(0) { sum, entry in
        entry.segments.reduce(sum) { $1.target == target.name ? $0.addingSaturated($1.lines) : $0 }
      }
      let mayBeMore =
        base != nil || numbers.writtenAgain > 0 || damages.contains { $0.target == target.name }
        || later.contains { $0.truncations.contains { $0.target == target.name } }
      if written < counted || (written > counted && !mayBeMore) {
        problems.append("\(target.name): \(counted) \(name) were counted, and \(written) were written")
      }
    }
  }
}

extension LedgerEntry.Gap {
  /// How many stretches it stands for.
  public var stretches: Int { max(1, count ?? 1) }
}
