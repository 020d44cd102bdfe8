/// Something in a file that is not as it should be, and that was found and dealt with.
public struct Damage: Sendable, Hashable {
  /// What it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// A line was cut by a crash, and others wrote behind it: the line was written again whole.
    case torn
    /// The file was truncated, and no copy of it was found: what was lost can't be known.
    case unexplainedTruncation = "unexplained_truncation"
    /// The file was truncated, and what its copy lacks was written again.
    case truncation
    /// The system stopped, or a volume lost its cache: what the last second brought may be there twice, and the ledger may
    /// not tell of it.
    case powerCut = "power_cut"
    /// The ring said impossible things of where lines stand: they were looked for in the file. What was not written
    /// for sure and not found was written again; the ledger does not tell of the rest that was not found.
    case place
    /// What was known of the time before was damaged: containers were gone on with behind what the log has of them.
    case state
    /// Half a line of another writer's was ended, so that ours stand alone.
    case halfLine = "half_line"
  }

  /// Which file.
  public var target: EvidenceTarget
  /// What is wrong with it.
  public var kind: Kind
  /// How often since it was told last.
  public var count: Int
}
