/// One of the three files that a commit appends to.
public enum EvidenceTarget: Int, Sendable, Hashable, CaseIterable {
  /// The raw log.
  case log
  /// The records.
  case records
  /// The account of the other two.
  case ledger
}

/// What is committed together, all or nothing.
public struct CommitUnit: Sendable {
  /// Complete lines for the raw log.
  public var log: [[UInt8]] = []
  /// Complete records.
  public var records: [[UInt8]] = []
  /// A complete entry of the ledger.
  public var ledger: [UInt8] = []
  /// The change of state that goes with them; only the caller interprets it.
  public var change: [UInt8] = []
  var repaired: TruncatedFile?

  /// Creates an empty unit.
  public init() {}

  mutating func append(_ bytes: [UInt8], to target: EvidenceTarget) {
    guard !bytes.isEmpty else { return }
    switch target {
    case .log: log.append(bytes)
    case .records: records.append(bytes)
    case .ledger: ledger += bytes
    }
  }

  /// What goes to a file, in pieces.
  func payload(_ target: EvidenceTarget) -> [[UInt8]] {
    switch target {
    case .log: log
    case .records: records
    case .ledger: ledger.isEmpty ? [] : [ledger]
    }
  }

  func length(_ target: EvidenceTarget) -> Int {
    payload(target).reduce(0) { $0 + $1.count }
  }
}
