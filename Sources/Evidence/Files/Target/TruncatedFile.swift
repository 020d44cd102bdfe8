/// What was left of a file when somebody copied and truncated it: what stood behind was written again.
public struct TruncatedFile: Sendable, Hashable {
  /// Which file.
  public var target: EvidenceTarget
  /// Which of the files that had the name one after another.
  public var generation: UInt64
  /// How many bytes of it the copy has.
  public var kept: Int
}
