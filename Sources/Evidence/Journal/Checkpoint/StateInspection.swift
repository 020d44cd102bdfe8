import Basics
import Glibc

/// What a state directory holds, for who only wants to know: nothing is made, locked, mapped or put aside.
package enum StateInspection: Sendable, Hashable {
  /// Nothing is known of a time before.
  case none
  /// A start would go on from here.
  case usable
  /// A start would be refused; why.
  case unusable(String)
  /// A start would begin behind what the log has; what is damaged.
  case damaged(String)
  /// It can't be looked at; why.
  case unreadable(String)

  /// Looks at the state of a journal. One that is in use may change meanwhile: of each pair of checkpoints one is
  /// always whole.
  package init(_ settings: JournalSettings) {
    let directory = settings.stateDirectory
    do {
      switch try CheckpointStore(directory: directory).newest() {
      case .none:
        self =
          FileStatus(of: "\(directory)/\(JournalOpening.refusal)") == nil ? .none : .unusable("put aside")
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
