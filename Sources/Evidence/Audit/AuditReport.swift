import Basics

/// The result of verifying the files against the ledger.
package struct AuditReport: Sendable {
  package enum Verdict: Int32, Sendable {
    /// Everything is accounted for, and no gap is recorded.
    case whole = 0
    /// Everything is accounted for, and the ledger records what is missing.
    case gaps = 1
    case unexplained = 2
  }

  /// The numbers of one file with all its rotated siblings.
  package struct FileNumbers: Sendable, Hashable {
    /// Lines that the ledger says we wrote.
    package var written = 0
    /// Of those, verified lines: they are where and as we wrote them.
    package var ours = 0
    /// Lines of other writers in the same files.
    package var others = 0
    /// Lines that we wrote to files that are gone.
    package var gone = 0
    /// Lines that a truncation took and that were written again.
    package var writtenAgain = 0
  }

  package internal(set) var entries = 0
  /// The numbers of its first and last entries; `nil` without entries. Earlier ones were rotated away.
  package internal(set) var sequences: ClosedRange<Int>?
  package internal(set) var log = FileNumbers()
  package internal(set) var records = FileNumbers()
  package internal(set) var counts: [String: Int] = [:]
  /// What the ledger records as missing.
  package internal(set) var gaps: [LedgerEntry.Gap] = []
  /// Where the ledger records that something may be missing, if that was not resolved later.
  package internal(set) var doubts: [LedgerEntry.Gap] = []
  /// How many doubts were resolved: nothing is missing there.
  package internal(set) var resolvedDoubts = 0
  package internal(set) var damages: [LedgerEntry.DamageReport] = []
  package internal(set) var problems: [String] = []

  /// How many recorded truncations had no copy: what they took is unknown.
  package var unexplainedTruncations: Int { count(of: .unexplainedTruncation) }

  /// How many recorded starts had a damaged state: earlier lines may be duplicated.
  package var damagedStates: Int { count(of: .state) }

  private func count(of kind: Damage.Kind) -> Int {
    damages.reduce(0) { $1.kind == kind.rawValue ? $0.addingSaturated($1.count) : $0 }
  }

  /// Lines in files that are gone are no gap, because old files are removed at some point. Nor are doubts.
  package var verdict: Verdict {
    if !problems.isEmpty { return .unexplained }
    return gaps.isEmpty && unexplainedTruncations == 0 ? .whole : .gaps
  }

  init(_ ledger: AuditedLedger) {
    entries = ledger.entries.count
    problems = ledger.problems
    counts = ledger.entries.last?.counts ?? [:]
    if let first = ledger.entries.first, let last = ledger.entries.last {
      sequences = first.sequence...last.sequence
    }
    let resolved = Set(ledger.entries.flatMap { $0.resolved ?? [] })
    for entry in ledger.entries {
      gaps += entry.gaps
      damages += entry.damages
      for doubt in entry.doubts ?? [] {
        let resolution = LedgerEntry.Resolution(
          sequence: entry.sequence,
          container: doubt.container,
          stream: doubt.stream
        )
        if resolved.contains(resolution) { resolvedDoubts += 1 } else { doubts.append(doubt) }
      }
    }
  }

  mutating func add(_ audit: TargetAudit, _ target: EvidenceTarget) {
    problems += audit.problems
    switch target {
    case .log: log = audit.numbers
    case .records: records = audit.numbers
    case .ledger: break
    }
  }

  mutating func compareCounts(_ ledger: AuditedLedger) {
    // After power cuts lines may be duplicated; a damaged state loses counts; old entries may be gone.
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
  package var stretches: Int { max(1, count ?? 1) }
}
