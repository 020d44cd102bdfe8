import Glibc

extension TargetFile {
  /// Opens the file that the newest slots were written to, wherever it is now, and finds out what a truncation took.
  ///
  /// - Parameters:
  ///   - history: slots that are whole, oldest first.
  ///   - certain: whether what a slot says of its places is so.
  mutating func attach(_ history: [Slot], certain: (Slot) -> Bool) throws(EvidenceError) {
    let ours = history.filter { !$0.payload(target).isEmpty && $0.progress(target).phase != .none }
    guard let newest = ours.last?.progress(target) else { return try open() }
    generation = max(generation, newest.generation)
    for name in [path] + siblings {
      guard let candidate = try? Self.opened(name, mayMake: false) else { continue }
      let identity = FileIdentity(candidate.1, descriptor: candidate.0)
      guard identity == newest.identity else {
        close(candidate.0)
        continue
      }
      let known = ours.filter { $0.progress(target).generation == newest.generation && certain($0) }
      let first = known.first?.progress(target).pieces.first?.lowerBound ?? 0
      // What stood before the first of them is not known any more.
      adopt(candidate.0, identity, RecentPayload(limit: recent.limit, after: first == 0 ? nil : (first, [])))
      // What stands behind the last piece that is not where it was written came after a truncation.
      let intact = (known.lastIndex { !isIntact($0) }).map { $0 + 1 } ?? 0
      for slot in known[..<intact] { recent.append(slot.payload(target), at: slot.progress(target).pieces) }
      if intact > 0 {
        noteTruncation()
        behindTruncation = known.dropFirst(intact).first.map { ($0.sequence, generation) }
      }
      for slot in known[intact...] { recent.append(slot.payload(target), at: slot.progress(target).pieces) }
      // A repair that was accepted has what the truncation took, and is not begun.
      let isRepairing = history.contains { slot in
        slot.change.isEmpty && slot.state == .prepared && !slot.payload(target).isEmpty
          && slot.progress(target).phase == .none
      }
      if isRepairing { owed = [] }
      return
    }
    try open()
  }

  /// Whether the end of a slot's payload stands in the open file where it was written.
  private func isIntact(_ slot: Slot) -> Bool {
    let progress = slot.progress(target)
    guard let last = progress.pieces.last else { return true }
    let tail = slot.payload(target)[..<progress.written].suffix(min(Self.comparedTail, last.count))
    return FileBytes.match(descriptor, at: last.upperBound - tail.count, tail)
  }

  /// Whether the open file is the one that a payload was being written to, and still has what stood before it.
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

  /// A slot was written to the open file.
  func adopt(_ progress: SlotProgress) {
    progress.begin(identity, generation: generation, start: 0, tail: [])
  }
}
