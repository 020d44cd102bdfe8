import Basics
internal import Files
import Glibc

/// Inspects a state directory without creating, locking, mapping or moving anything.
package enum StateInspection: Sendable, Hashable {
  case none
  case usable
  case unusable(String)
  /// What is damaged; a start would continue after what the log has.
  case damaged(String)
  case unreadable(String)

  /// Inspects the state of a journal, which may be in use: one of each pair of checkpoints is always complete.
  package init(_ settings: JournalSettings) {
    let directory = settings.stateDirectory
    do {
      switch try CheckpointStore(directory: directory).newest() {
      case .none:
        self =
          FileStatus(of: "\(directory)/\(JournalOpening.refusal)") == nil ? .none : .unusable("set aside")
      case .unusable(let complaint):
        self = .unusable(complaint)
      case .damaged(let complaint):
        self = .damaged(complaint)
      case .checkpoint(let found):
        self =
          JournalOpening.ownerComplaint(about: found, settings).map { .unusable($0) }
          ?? Self.ringComplaint(about: found, settings).map { .damaged($0) } ?? .usable
      }
    } catch {
      self = .unreadable(error.message)
    }
  }

  private static func ringComplaint(about found: Checkpoint, _ settings: JournalSettings) -> String? {
    let path = JournalOpening.ringPath(settings, found.ring)
    let size = FileStatus(of: path, followsLink: false)?.size ?? 0
    return size < Slot.headerLength || !found.fits(ringOf: size) ? JournalOpening.ringComplaint(path) : nil
  }
}

/// Reads the state of the newest checkpoint without changing, locking or moving anything.
package struct CheckpointedState: Sendable {
  /// The caller's state, as it was given to the journal.
  package let state: [UInt8]
  /// The number of the newest file at each path.
  let generations: [EvidenceTarget: UInt64]

  /// Reads the newest checkpoint; `nil` if there is none.
  ///
  /// It may be in use: one of each pair of checkpoints is always complete.
  package init?(_ settings: JournalSettings) throws(EvidenceError) {
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
