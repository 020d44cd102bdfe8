/// What is committed at once: all of it, or none.
public struct CommitUnit: Sendable {
  /// Whole lines for the raw log.
  public var log: [[UInt8]] = []
  /// Whole records.
  public var records: [[UInt8]] = []
  /// A whole entry of the ledger.
  public var ledger: [UInt8] = []
  /// The change of state that goes with them; its meaning is the caller's.
  public var change: [UInt8] = []
  /// The truncation that it repairs.
  var repaired: TruncatedFile?

  /// Nothing.
  public init() {}

  /// Adds bytes for a file.
  mutating func append(_ bytes: [UInt8], to target: EvidenceTarget) {
    guard !bytes.isEmpty else { return }
    switch target {
    case .log: log.append(bytes)
    case .records: records.append(bytes)
    case .ledger: ledger += bytes
    }
  }

  /// What goes to a file, in the pieces in which it came.
  func payload(_ target: EvidenceTarget) -> [[UInt8]] {
    switch target {
    case .log: log
    case .records: records
    case .ledger: ledger.isEmpty ? [] : [ledger]
    }
  }

  /// How many bytes go to a file.
  func length(_ target: EvidenceTarget) -> Int {
    payload(target).reduce(0) { $0 + $1.count }
  }
}
