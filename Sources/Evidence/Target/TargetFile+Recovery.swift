import Basics
internal import Files
import Glibc
internal import RotatedFiles

extension TargetFile {
  struct Remains {
    /// How many bytes are where they belong.
    var delivered: Int
    /// Where the rest must go to complete a half line.
    var continuesAt: Int?
    /// Whether there is a half line in a file that can't be completed.
    var isTorn = false
  }

  /// How much too early a file's birth time may seem, in nanoseconds.
  private static let clockStep: Int64 = 10_000_000
  /// How many bytes of other writers may precede ours after an interrupted write.
  private static let foreignRoom = 1 << 20

  /// Finds out what is left of a slot's payload after a crash, and records it in the slot.
  ///
  /// - Parameters:
  ///   - isAfterPowerCut: whether the slot's places may be wrong.
  ///   - bounds: where to search then.
  mutating func remains(
    of slot: Slot,
    isAfterPowerCut: Bool,
    within bounds: Journal.SearchBounds
  ) throws(EvidenceError) -> Remains {
    let payload = slot.payload(target)
    let progress = slot.progress(target)
    guard !payload.isEmpty else { return Remains(delivered: 0) }
    switch progress.phase {
    case .none where !isAfterPowerCut:
      return Remains(delivered: 0, continuesAt: slot.expectedStart(target))
    case .done where !isAfterPowerCut:
      let written = progress.written
      let isMidLine = written > 0 && written < payload.count && payload[written - 1] != UInt8(ascii: "\n")
      return Remains(delivered: written, continuesAt: isMidLine ? progress.pieces.last?.upperBound : nil)
    case .none, .writing, .done:
      break
    }
    let certain = isAfterPowerCut ? [] : progress.pieces
    var start = certain.last?.upperBound ?? progress.start
    if isAfterPowerCut, let known = bounds.start {
      start = known
    } else if isAfterPowerCut {
      start = try likelyStart(of: slot, before: bounds.limit)
    }
    let isWholeLines =
      certain.isEmpty
      ? slot.expectedStart(target) == nil
      : payload[certain.reduce(0) { $0 + $1.count } - 1] == UInt8(ascii: "\n")
    var remains = try find(
      payload,
      behind: certain,
      from: start,
      progress,
      within: isAfterPowerCut ? bounds : nil,
      isWholeLines: isWholeLines,
      isAfterPowerCut: isAfterPowerCut
    )
    if remains.delivered == 0, !remains.isTorn, let expected = slot.expectedStart(target) {
      // Nothing follows the half line: it can still be completed.
      remains.continuesAt = expected
      progress.restart()
    } else {
      progress.finish()
    }
    if identity == progress.identity, generation == progress.generation, progress.written > 0 {
      noteDelivery(payload, progress)
      // It was there, and the file was truncated once more.
      if !isIntact(slot) { noteTruncation(before: try size()) }
    }
    return remains
  }

  /// Where to search for a payload in a file without other clues: a restored copy, or any after a power cut.
  ///
  /// - Parameter limit: where the open file ended when recovery began.
  private func likelyStart(of slot: Slot, before limit: Int) throws(EvidenceError) -> Int {
    guard descriptor >= 0 else { return 0 }
    let progress = slot.progress(target)
    if let first = progress.pieces.first, isIntact(slot) { return first.lowerBound }
    let tail = progress.tail
    if !tail.isEmpty, progress.start >= tail.count,
      FileBytes.match(descriptor, at: progress.start - tail.count, tail)
    {
      return progress.start
    }
    // Otherwise it is among the last lines.
    return max(0, min(limit, try size()) - slot.payload(target).count - Self.foreignRoom)
  }

  private mutating func find(
    _ payload: UnsafeRawBufferPointer,
    behind certain: [Range<Int>],
    from start: Int,
    _ progress: SlotProgress,
    within bounds: Journal.SearchBounds?,
    isWholeLines: Bool,
    isAfterPowerCut: Bool
  ) throws(EvidenceError) -> Remains {
    let written = certain.reduce(0) { $0 + $1.count }
    let rest = UnsafeRawBufferPointer(rebasing: payload[written...])
    if isOpen(progress, certain, payload, isAfterPowerCut: isAfterPowerCut) {
      let size = try self.size()
      let window = FileBytes.read(
        descriptor,
        at: start,
        count: min(min(size, bounds?.limit ?? size) - start, rest.count + Self.foreignRoom)
      )
      let endsFile = start + window.count >= size
      let match = window.withUnsafeBytes {
        InDoubtSearch.match(rest, in: $0, endsFile: endsFile, isWholeLines: isWholeLines)
      }
      guard let match,
        bounds == nil || !isWholeLines || isOwn(match, of: payload, start: start, progress, bounds?.start)
      else {
        // If the file was empty, only its copy shows a truncation.
        if certain.isEmpty,
          let found = isAfterPowerCut
            ? findAfterPowerCut(payload, progress, isWholeLines: isWholeLines)
            : findBehindTruncation(payload, progress, isWholeLines: isWholeLines)
        {
          return found
        }
        return settle(progress, certain, payload.lineStart(before: written), of: written)
      }
      let found = certain + [start + match.start..<start + match.start + match.count]
      let count = written + match.count
      let reachesEnd = endsFile && match.start + match.count == window.count
      guard count == payload.count || reachesEnd || payload[count - 1] == UInt8(ascii: "\n")
      else { return settle(progress, found, payload.lineStart(before: count), of: count) }
      if progress.generation == 0 || isAfterPowerCut { adopt(progress) }
      progress.settle(found)
      let isMidLine = count < payload.count && payload[count - 1] != UInt8(ascii: "\n")
      return Remains(delivered: count, continuesAt: isMidLine ? found.last?.upperBound : nil)
    }
    if certain.isEmpty, isTruncatedSince(progress), !isAfterPowerCut,
      let found = findBehindTruncation(payload, progress, isWholeLines: isWholeLines)
    {
      return found
    }
    if isAfterPowerCut, let found = findInRotated(payload, progress, isWholeLines: isWholeLines) {
      return found
    }
    return findInCopy(payload, behind: certain, from: start, progress, isWholeLines: isWholeLines)
      ?? settle(progress, certain, payload.lineStart(before: written), of: written)
  }

  /// Whether a match is this payload's: half a line, which may begin any payload, must be at the expected offset.
  private func isOwn(
    _ match: InDoubtSearch.Match,
    of payload: UnsafeRawBufferPointer,
    start: Int,
    _ progress: SlotProgress,
    _ end: Int?
  ) -> Bool {
    if payload[..<match.count].contains(UInt8(ascii: "\n")) { return true }
    let offset = start + match.start
    let place = progress.pieces.first?.lowerBound ?? progress.start
    return offset == end || (identity == progress.identity && offset == place)
  }

  /// Searches files that were renamed before a power cut and may have been compressed since.
  ///
  /// What precedes the payload must be known, or an equal line of an older file would be taken for it.
  private mutating func findAfterPowerCut(
    _ payload: UnsafeRawBufferPointer,
    _ progress: SlotProgress,
    isWholeLines: Bool
  ) -> Remains? {
    if let found = findInRotated(payload, progress, isWholeLines: isWholeLines) { return found }
    guard !progress.tail.isEmpty else { return nil }
    return findInCopy(payload, behind: [], from: progress.start, progress, isWholeLines: isWholeLines)
  }

  /// Searches copies of the file, compressed or not. Complete lines there count; nothing can be added.
  private func findInCopy(
    _ payload: UnsafeRawBufferPointer,
    behind certain: [Range<Int>],
    from start: Int,
    _ progress: SlotProgress,
    isWholeLines: Bool
  ) -> Remains? {
    let written = certain.reduce(0) { $0 + $1.count }
    let rest = UnsafeRawBufferPointer(rebasing: payload[written...])
    for path in siblings {
      guard var content = FileContentReader(path), content.skip(to: start - progress.tail.count),
        content.read(progress.tail.count) == progress.tail
      else { continue }
      let window = content.read(rest.count + Self.foreignRoom)
      guard let match = InDoubtSearch.match(rest, in: window, isWholeLines: isWholeLines)
      else { continue }
      let count = written + match.count
      let found = certain + [start + match.start..<start + match.start + match.count]
      return settle(progress, found, payload.lineStart(before: count), of: count)
    }
    return nil
  }

  /// Searches files renamed before a power cut that lost the checkpoint but not the rename.
  private mutating func findInRotated(
    _ payload: UnsafeRawBufferPointer,
    _ progress: SlotProgress,
    isWholeLines: Bool
  ) -> Remains? {
    for path in siblings {
      guard let file = OpenFile(reading: path), let start = start(in: file, progress) else { continue }
      let window = FileBytes.read(
        file.descriptor,
        at: start,
        count: max(0, min(file.size - start, payload.count + Self.foreignRoom))
      )
      guard let match = InDoubtSearch.match(payload, in: window, isWholeLines: isWholeLines), match.count > 0
      else { continue }
      let found = start + match.start..<start + match.start + match.count
      rotated = (file.identity, found.upperBound)
      progress.begin(file.identity, generation: progress.generation, start: start, tail: [])
      return settle(progress, [found], payload.lineStart(before: match.count), of: match.count)
    }
    return nil
  }

  /// The earliest offset of a payload in a renamed file; `nil` if the file isn't ours.
  private func start(in file: borrowing OpenFile, _ progress: SlotProgress) -> Int? {
    if let rotated, rotated.identity == file.identity { return rotated.end }
    let tail = progress.tail
    guard file.identity == progress.identity, progress.start >= tail.count,
      FileBytes.match(file.descriptor, at: progress.start - tail.count, tail)
    else { return nil }
    return progress.start
  }

  private func isTruncatedSince(_ progress: SlotProgress) -> Bool {
    let tail = progress.tail
    return identity == progress.identity
      && !FileBytes.match(descriptor, at: progress.start - tail.count, tail)
  }

  /// Searches the truncated file and its copies: everything there came after the write had begun.
  private mutating func findBehindTruncation(
    _ payload: UnsafeRawBufferPointer,
    _ progress: SlotProgress,
    isWholeLines: Bool
  ) -> Remains? {
    // It may have been copied and truncated again; an older copy can have equal lines.
    let since = progress.begun.subtractingSaturated(Self.clockStep)
    for candidate in [path] + siblings {
      guard let file = OpenFile(reading: candidate), candidate == path || file.identity.birth > since,
        var content = FileContentReader(file)
      else { continue }
      let window = content.read(payload.count + Self.foreignRoom)
      guard let match = InDoubtSearch.match(payload, in: window, isWholeLines: isWholeLines), match.count > 0
      else { continue }
      progress.truncation = .open
      if generation < progress.generation {
        // The file had nothing of ours, so its truncation took nothing and went unnoticed.
        generation = progress.generation
        progress.truncation = .settled
      }
      let found = [match.start..<match.start + match.count]
      return settle(progress, found, payload.lineStart(before: match.count), of: match.count)
    }
    return nil
  }

  /// - Parameter reached: how many bytes are there in all, including a half line.
  private func settle(
    _ progress: SlotProgress,
    _ pieces: [Range<Int>],
    _ delivered: Int,
    of reached: Int
  ) -> Remains {
    progress.settle(pieces.first(delivered))
    return Remains(delivered: delivered, isTorn: reached > delivered)
  }
}
