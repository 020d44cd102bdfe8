/// What a state directory remembers of the ledger and the files.
public struct RememberedLedger: Sendable, Hashable {
  /// The number of the last entry; 0 where there has been none.
  public var sequence: Int
  /// The digest of its line.
  public var digest: String
  /// Which of the files that had a name one after another is the newest, by target.
  var generations: [EvidenceTarget: UInt64] = [:]

  /// - Parameters:
  ///   - sequence: the number of the last entry, by the state.
  ///   - digest: the digest of its line.
  ///   - checkpoint: what the state was read from.
  public init(sequence: Int, digest: String, _ checkpoint: CheckpointedState? = nil) {
    self.sequence = sequence
    self.digest = digest
    generations = checkpoint?.generations ?? [:]
  }
}
