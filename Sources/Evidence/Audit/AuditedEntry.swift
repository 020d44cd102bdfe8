import Basics
import FoundationEssentials

/// What an audit needs of a ledger entry. It may be forged: numbers that no collector writes make it invalid.
@dynamicMemberLookup
struct AuditedEntry {
  let digest: String
  let segments: [AuditedSegment]
  /// Without files and containers, which a long ledger would fill the memory with.
  private let entry: LedgerEntry

  /// Reads a line of the ledger; `nil` if it is no entry.
  init?(line: ArraySlice<UInt8>, _ decoder: JSONDecoder) {
    guard var entry = try? decoder.decode(LedgerEntry.self, from: Data(line)) else { return nil }
    segments = entry.files.compactMap(AuditedSegment.init)
    guard segments.count == entry.files.count else { return nil }
    digest = LedgerEntry.digest(of: line)
    entry.files = []
    entry.containers = [:]
    self.entry = entry
  }

  subscript<Value>(dynamicMember member: KeyPath<LedgerEntry, Value>) -> Value { entry[keyPath: member] }

  /// How many half lines a crash or power cut is known to have left in the ledger itself.
  var tornEntries: Int {
    let isPowerCut = entry.damages.contains { $0.kind == Damage.Kind.powerCut.rawValue }
    return entry.damages.reduce(0) { sum, damage in
      let isTorn =
        damage.kind == Damage.Kind.torn.rawValue
        || (isPowerCut && damage.kind == Damage.Kind.halfLine.rawValue)
      return isTorn && damage.target == EvidenceTarget.ledger.name ? sum.addingSaturated(damage.count) : sum
    }
  }

  /// How many copies of a truncated ledger are known to lack lines, which were written again.
  var repairedLedgers: Int { entry.truncations.count { $0.target == EvidenceTarget.ledger.name } }
}
