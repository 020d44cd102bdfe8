public import Basics

/// The state of the newest checkpoint, for who only wants to know it: nothing is made, locked or put aside.
public struct CheckpointedState: Sendable {
  /// The caller's state, as it was given to the journal.
  public let state: [UInt8]
  /// Which of the files that had a name one after another is open, by target.
  let generations: [EvidenceTarget: UInt64]

  /// Reads the newest checkpoint; `nil` where there is none.
  ///
  /// One that is in use may change meanwhile: of each pair of checkpoints one is always whole.
  ///
  /// - Throws: ``EvidenceError`` for one that can't be read or used.
  public init?(_ settings: JournalSettings) throws(EvidenceError) {
    switch try CheckpointStore(directory: settings.stateDirectory).newest() {
    case .none: return nil
    case .unusable(let complaint): throw EvidenceError(.unusableState, complaint)
    case .damaged(let complaint): throw EvidenceError(.damagedState, complaint)
    case .checkpoint(let found):
      if let complaint = JournalOpening.ownerComplaint(about: found, settings) {
        throw EvidenceError(.unusableState, complaint)
      }
      state = found.state
      generations = Dictionary(
        zip(EvidenceTarget.allCases, found.files.map(\.generation)),
        uniquingKeysWith: { first, _ in first }
      )
    }
  }
}
