/// What holding the ledger against the files has shown.
public struct AuditReport: Sendable {
  /// What an audit comes to, by the exit status that says it.
  public enum Verdict: Int32, Sendable {
    /// Everything adds up, and nothing is missing.
    case whole = 0
    /// Everything adds up, and the ledger says what is missing.
    case gaps = 1
    /// Something can't be explained.
    case unexplained = 2
  }

  /// The numbers of one of the two files, over all that it has been rotated to.
  public struct FileNumbers: Sendable, Hashable {
    /// Lines that we wrote and that are where we wrote them.
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
  /// The raw log.
  public internal(set) var log = FileNumbers()
  /// The records.
  public internal(set) var records = FileNumbers()
  /// The numbers of the last entry.
  public internal(set) var counts: [String: Int] = [:]
  /// What the ledger says is missing.
  public internal(set) var gaps: [LedgerEntry.Gap] = []
  /// What the ledger says was damaged.
  public internal(set) var damages: [LedgerEntry.DamageReport] = []
  /// What can't be explained, one clear line each.
  public internal(set) var problems: [String] = []

  /// What it comes to.
  public var verdict: Verdict {
    if !problems.isEmpty { return .unexplained }
    let isLoss = damages.contains { $0.kind == Damage.Kind.unexplainedTruncation.rawValue }
    return gaps.isEmpty && !isLoss && log.gone == 0 && records.gone == 0 ? .whole : .gaps
  }
}
