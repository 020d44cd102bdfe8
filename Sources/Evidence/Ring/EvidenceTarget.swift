/// One of the three files that a commit appends to.
public enum EvidenceTarget: Int, Sendable, Hashable, CaseIterable {
  /// The raw log.
  case log
  /// The records.
  case records
  /// What accounts for the other two.
  case ledger
}
