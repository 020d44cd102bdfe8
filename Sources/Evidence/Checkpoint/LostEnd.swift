internal import Files
import Glibc
internal import RotatedFiles

extension Checkpoint.FileMark {
  /// The most bytes of a file's beginning in a mark.
  static let headLength = 256

  /// Whether the file begins as it did but ends before our last byte: its volume lost its cache or was restored.
  ///
  /// A file with a copy beside it was truncated on purpose. An empty one without a copy counts as lost.
  ///
  /// - Parameter settings: where the file and its rotated siblings are searched for.
  func hasLostItsEnd(_ target: EvidenceTarget, _ settings: JournalSettings) -> Bool {
    guard ownEnd > 0 else { return false }
    let path = settings.path(of: target)
    var isShorter = false
    for name in [path] + settings.siblings(of: target) {
      // The path itself may be a link.
      guard let file = OpenFile(reading: name, followsLink: name == path) else { continue }
      if file.identity == identity {
        guard file.size < ownEnd, FileBytes.match(file.descriptor, at: 0, head.prefix(file.size))
        else { return false }
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

  /// Whether a path leads again to the file that it led to at an earlier checkpoint.
  func hasLostRename(since earlier: Checkpoint, _ settings: JournalSettings) -> Bool {
    zip(EvidenceTarget.allCases, zip(files, earlier.files)).contains { target, marks in
      let (mark, older) = marks
      guard mark.identity != older.identity else { return false }
      return OpenFile(reading: settings.path(of: target), followsLink: true)?.identity == older.identity
    }
  }

  /// Whether a file renamed after this checkpoint's commits has lost its end. ``TargetFile`` checks the last one.
  func hasLostRenamedCommits(_ settings: JournalSettings) throws(EvidenceError) -> Bool {
    guard let file = try RingFile.open(JournalOpening.ringPath(settings, ring)), fits(ringOf: file.capacity)
    else { return false }
    let slots = Ring(file, incarnation: incarnation, next: next).slots(from: next, floor: floor)
    return EvidenceTarget.allCases.contains { target in
      let written = slots.filter { $0.progress(target).isPossible(for: $0.payload(target).count) }
        .map { $0.progress(target) }.filter { $0.phase != .none && !$0.isInDoubt }
      var ends: [FileIdentity: Int] = [:]
      for progress in written where progress.phase == .done && progress.identity != written.last?.identity {
        if let end = progress.pieces.last?.upperBound { ends[progress.identity] = end }
      }
      guard !ends.isEmpty else { return false }
      // If the rename was lost too, the file has its old name again.
      return ([settings.path(of: target)] + settings.siblings(of: target)).contains { path in
        guard let file = OpenFile(reading: path), let end = ends[file.identity] else { return false }
        return file.size < end
      }
    }
  }
}
