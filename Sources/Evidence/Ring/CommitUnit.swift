/// One of the three files that a commit appends to.
package enum EvidenceTarget: Int, Sendable, Hashable, CaseIterable {
  case log
  case records
  /// The account of the other two.
  case ledger
}

/// What is committed together, all or nothing.
package struct CommitUnit: Sendable {
  /// Complete lines for the raw log.
  package var log: [[UInt8]] = []
  package var records: [[UInt8]] = []
  /// A complete entry of the ledger.
  package var ledger: [UInt8] = []
  /// The change of state that goes with them; only the caller interprets it.
  package var change: [UInt8] = []
  var repaired: TruncatedFile?

  package init() {}

  mutating func append(_ bytes: [UInt8], to target: EvidenceTarget) {
    guard !bytes.isEmpty else { return }
    switch target {
    case .log: log.append(bytes)
    case .records: records.append(bytes)
    case .ledger: ledger += bytes
    }
  }

  func payload(_ target: EvidenceTarget) -> [[UInt8]] {
    switch target {
    case .log: log
    case .records: records
    case .ledger: ledger.isEmpty ? [] : [ledger]
    }
  }

  func length(_ target: EvidenceTarget) -> Int { payload(target).reduce(0) { $0 + $1.count } }
}
