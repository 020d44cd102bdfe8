import Basics
import Foundation

/// What an audit needs of an entry of the ledger. Whoever can write to the directory can write any number into the
/// ledger: an entry with one that no collector writes is none.
struct AuditedEntry {
  let sequence: Int
  let previous: String
  /// The digest of the entry's line.
  let digest: String
  let kind: LedgerEntry.Kind
  let counts: [String: Int]
  let segments: [AuditedSegment]
  let truncations: [LedgerEntry.Truncation]
  let gaps: [LedgerEntry.Gap]
  let doubts: [LedgerEntry.Gap]
  let resolved: [LedgerEntry.Resolution]
  let damages: [LedgerEntry.DamageReport]

  /// Reads a line of the ledger; `nil` for one that is no entry.
  init?(line: ArraySlice<UInt8>, _ decoder: JSONDecoder) {
    guard let entry = try? decoder.decode(LedgerEntry.self, from: Data(line)) else { return nil }
    let segments = entry.files.compactMap(AuditedSegment.init)
    guard segments.count == entry.files.count else { return nil }
    sequence = entry.sequence
    previous = entry.previous
    digest = LedgerEntry.digest(of: line)
    kind = entry.kind
    counts = entry.counts
    self.segments = segments
    truncations = entry.truncations
    gaps = entry.gaps
    doubts = entry.doubts ?? []
    resolved = entry.resolved ?? []
    damages = entry.damages
  }

  /// How many half lines in the ledger itself are known, which a crash or a power cut has left there.
  var tornEntries: Int {
    let isPowerCut = damages.contains { $0.kind == Damage.Kind.powerCut.rawValue }
    return damages.reduce(0) { sum, damage in
      let isTorn =
        damage.kind == Damage.Kind.torn.rawValue
        || (isPowerCut && damage.kind == Damage.Kind.halfLine.rawValue)
      return isTorn && damage.target == EvidenceTarget.ledger.name ? sum.addingSaturated(damage.count) : sum
    }
  }

  /// How many copies of a ledger that was truncated are known to lack lines, which were written again.
  var repairedLedgers: Int { truncations.count { $0.target == EvidenceTarget.ledger.name } }
}
