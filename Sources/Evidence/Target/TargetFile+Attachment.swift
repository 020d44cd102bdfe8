internal import Files
import Glibc

extension TargetFile {
  /// Opens the file that the newest slots were written to, wherever it is now, and finds out what a truncation took.
  ///
  /// - Parameters:
  ///   - history: complete slots, oldest first.
  ///   - certain: whether a slot's places can be relied on.
  mutating func attach(_ history: [Slot], certain: (Slot) -> Bool) throws(EvidenceError) {
    let ours = history.filter {
      !$0.payload(target).isEmpty && $0.progress(target).phase != .none && !$0.progress(target).isInDoubt
    }
    guard let newest = ours.last?.progress(target) else { return try open() }
    generation = max(generation, newest.generation)
    for name in [path] + siblings {
      guard let candidate = try? Self.opened(name, mayMake: false) else { continue }
      let identity = FileIdentity(candidate.status, descriptor: candidate.descriptor)
      guard identity == newest.identity else {
        close(candidate.descriptor)
        continue
      }
      adopt(candidate.descriptor, identity, RecentPayload(limit: recent.limit))
      lookAfter(
        ours.filter(certain),
        behind: ours.last { $0.progress(target).truncation == .open },
        newest.generation
      )
      // An accepted repair contains what the truncation took.
      pendingRepairs = pendingRepairs.filter { !isRepaired($0.truncated.generation, by: history) }
      return
    }
    try open()
  }

  /// Keeps what is in the open file for repairs, and finds out what truncations took.
  ///
  /// - Parameters:
  ///   - behind: the last commit after a truncation with unknown losses.
  ///   - newest: the generation of the newest commit.
  private mutating func lookAfter(_ ours: [Slot], behind: Slot?, _ newest: UInt64) {
    if let behind, behind.progress(target).generation == newest {
      generation = newest - 1
      let older = ours.filter { $0.progress(target).generation == newest - 1 }
      if let first = older.first { recent = before(first) }
      look(after: older)
      noteTruncation(before: behind.progress(target).pieces.first?.lowerBound ?? 0)
    }
    generation = newest
    let known = ours.filter { $0.progress(target).generation == newest }
    if let first = known.first { recent = before(first) }
    // What follows the last piece that isn't where it was written came after a truncation.
    let intact = (known.lastIndex { !isIntact($0) }).map { $0 + 1 } ?? 0
    if intact > 0 {
      look(after: known[..<intact])
      noteTruncation(before: known.dropFirst(intact).first?.progress(target).pieces.first?.lowerBound ?? 0)
    }
    look(after: known[intact...])
    ownEnd = recent.pieces.last?.end ?? 0
  }

  /// An empty payload with what was before a slot's.
  private func before(_ slot: Slot) -> RecentPayload {
    let progress = slot.progress(target)
    let (limit, since) = (recent.limit, progress.begun)
    guard let first = progress.pieces.first?.lowerBound, first > 0
    else { return RecentPayload(limit: limit, since: since) }
    if progress.truncation != .none {
      // What was there when the write began is gone.
      guard isIntact(slot) else { return RecentPayload(limit: limit, after: (first, []), since: since) }
      return Self.recent(behind: first, of: descriptor, limit: limit, since: since)
    }
    let tail = progress.tail
    return RecentPayload(limit: limit, after: (progress.start - tail.count, tail), since: since)
  }

  private func isRepaired(_ generation: UInt64, by history: [Slot]) -> Bool {
    history.contains { $0.repaired?.target == target && $0.repaired?.generation == generation }
  }

  private mutating func look(after slots: some Sequence<Slot>) {
    for slot in slots { recent.append(slot.payload(target), at: slot.progress(target).pieces) }
  }

  /// Whether the end of a slot's payload is in the open file where it was written.
  func isIntact(_ slot: Slot) -> Bool {
    let progress = slot.progress(target)
    guard let last = progress.pieces.last else { return true }
    let tail = slot.payload(target)[..<progress.written].suffix(min(Self.comparedTail, last.count))
    return FileBytes.match(descriptor, at: last.upperBound - tail.count, tail)
  }

  /// Whether a payload was being written to the open file, which still has the bytes before it.
  func isOpen(
    _ progress: SlotProgress,
    _ certain: [Range<Int>],
    _ payload: UnsafeRawBufferPointer,
    isAfterPowerCut: Bool
  ) -> Bool {
    if isAfterPowerCut { return descriptor >= 0 }
    let tail = progress.tail
    guard identity == progress.identity, FileBytes.match(descriptor, at: progress.start - tail.count, tail)
    else {
      return false
    }
    guard let last = certain.last else { return true }
    let written = certain.reduce(0) { $0 + $1.count }
    let bytes = payload[..<written].suffix(min(Self.comparedTail, last.count))
    return FileBytes.match(descriptor, at: last.upperBound - bytes.count, bytes)
  }

  func adopt(_ progress: SlotProgress) {
    progress.begin(identity, generation: generation, start: 0, tail: [])
  }
}
