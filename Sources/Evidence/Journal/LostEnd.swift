import Glibc

extension Checkpoint.FileMark {
  /// How many bytes of a file's beginning a mark has, at most.
  static let headLength = 256

  /// Whether the file begins as it did and ends before the last byte of ours: so a volume leaves it that has lost its
  /// cache, or has gone back to an earlier state.
  ///
  /// A file with a copy beside it was truncated on purpose. One that is empty, without a copy, counts as lost.
  ///
  /// - Parameter settings: where the file, and what rotations have made of it, is looked for.
  func hasLostItsEnd(_ target: EvidenceTarget, _ settings: JournalSettings) -> Bool {
    guard ownEnd > 0 else { return false }
    let path = settings.path(of: target)
    let strangers = settings.ownPaths.filter { $0 != path }
    var isShorter = false
    for name in [path] + SiblingFiles.paths(of: path, excluded: strangers) {
      // The name itself may be a link; a copy may be readable alone.
      let descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (name == path ? 0 : O_NOFOLLOW))
      guard let file = OpenFile(descriptor) else { continue }
      if file.identity == identity {
        guard file.size < ownEnd, FileBytes.match(file.descriptor, at: 0, head.prefix(file.size)) else {
          return false
        }
        isShorter = true
      } else if var content = FileContentReader(file), content.read(head.count) == head {
        return false
      }
    }
    return isShorter
  }
}

extension Checkpoint {
  /// The files that have lost their ends since.
  func lostEnds(_ settings: JournalSettings) -> [EvidenceTarget] {
    zip(EvidenceTarget.allCases, files).compactMap { target, mark in
      mark.hasLostItsEnd(target, settings) ? target : nil
    }
  }
}
