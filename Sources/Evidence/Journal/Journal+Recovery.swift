import Basics
internal import Files

extension Journal {
  /// Completes what a crash interrupted: finds what of each commit is in the files, and writes the rest.
  ///
  /// A crash during recovery is safe: the rest becomes a commit of its own before it is written.
  mutating func recover(_ checkpoint: Checkpoint) throws(EvidenceError) {
    let isAfterPowerCut = recovered.isAfterPowerCut
    let covered = checkpoint.next.sequence - 1
    let slots = findSlots(checkpoint, mayLackLines: isAfterPowerCut)
    let history = history(before: slots)
    doubtImpossiblePlaces(of: history)
    for index in files.indices {
      try files[index].attach(history) { slot in
        isAfterPowerCut
          ? slot.sequence <= covered : slot.progress(EvidenceTarget.allCases[index]).phase == .done
      }
      try files[index].requireLock()
    }
    let lostEnds = checkpoint.lostEnds(settings)
    for (target, mark) in zip(EvidenceTarget.allCases, checkpoint.files) {
      files[target.rawValue].take(mark, hasLostItsEnd: lostEnds.contains(target))
    }
    try Failpoint.reach(.recovered)
    let superseded = Set(slots.map(\.supersedes))
    var bounds = try searchBounds()
    for (target, mark) in zip(EvidenceTarget.allCases, checkpoint.files) {
      if files[target.rawValue].identity == mark.identity {
        bounds[target]?.start = mark.size
      } else if isAfterPowerCut {
        files[target.rawValue].rotated = (mark.identity, mark.size)
      }
    }
    for slot in slots {
      noteOpenings(&bounds)
      let isNew = slot.sequence > covered
      let isDoubtful =
        isAfterPowerCut
        ? isNew && slot.supersedes == Slot.none
        : slot.state != .committed && !superseded.contains(slot.sequence)
      // The rest of a commit repeats its change, and follows later commits.
      if isNew, slot.supersedes == Slot.none { recovered.changes.append(Array(slot.change)) }
      // An entry of the ledger reports everything before it.
      if slot.targets.contains(.ledger), !slot.change.isEmpty { _ = takeSegments() }
      // Its places are as unreliable as after a power cut.
      let hasNoPlaces = slot.targets.contains { slot.progress($0).isInDoubt }
      if isDoubtful {
        try resolve(slot, isAfterPowerCut: isAfterPowerCut || hasNoPlaces, &bounds)
        continue
      }
      if hasNoPlaces, isNew { try findPlaces(of: slot, bounds) }
      account(slot)
      if !isAfterPowerCut { noteEnds(of: slot, &bounds) }
    }
    if isAfterPowerCut { try noteRecovery(checkpoint) }
  }

  /// Makes the ring reliable again: a start before the next checkpoint must not search for recovery's commits.
  private mutating func noteRecovery(_ checkpoint: Checkpoint) throws(EvidenceError) {
    checkpointNumber += 1
    var checkpoint = checkpoint
    checkpoint.number = checkpointNumber
    checkpoint.bootID = BootID.current
    try checkpoints.write(checkpoint, to: .recent, synchronizes: false)
  }

  /// Where in an open file the remains of commits are searched for.
  struct SearchBounds {
    var identity: FileIdentity
    /// The earliest offset of the next commit; `nil` if unknown.
    var start: Int?
    /// Where the file ended before recovery wrote to it: a line beyond isn't a remnant, even if it is equal.
    var limit: Int
  }

  private func searchBounds() throws(EvidenceError) -> [EvidenceTarget: SearchBounds] {
    var bounds: [EvidenceTarget: SearchBounds] = [:]
    for target in EvidenceTarget.allCases {
      let size = try files[target.rawValue].size()
      bounds[target] = SearchBounds(identity: files[target.rawValue].identity, start: nil, limit: size)
    }
    return bounds
  }

  /// A file that recovery has opened contains only what recovery wrote.
  private func noteOpenings(_ bounds: inout [EvidenceTarget: SearchBounds]) {
    for target in EvidenceTarget.allCases where files[target.rawValue].identity != bounds[target]?.identity {
      bounds[target] = SearchBounds(identity: files[target.rawValue].identity, start: nil, limit: 0)
    }
  }

  private mutating func doubtImpossiblePlaces(of slots: [Slot]) {
    for slot in slots {
      for target in EvidenceTarget.allCases
      where !slot.progress(target).isPossible(for: slot.payload(target).count) {
        slot.progress(target).doubt()
        impossiblePlaces[target, default: 0] += 1
      }
    }
  }

  /// Searches the places of a commit that is in all its files. What isn't found is not written again.
  private mutating func findPlaces(
    of slot: Slot,
    _ bounds: [EvidenceTarget: SearchBounds]
  ) throws(EvidenceError) {
    for target in slot.targets where slot.progress(target).isInDoubt {
      guard let bounds = bounds[target] else { continue }
      _ = try files[target.rawValue].remains(of: slot, isAfterPowerCut: true, within: bounds)
    }
  }

  /// Notes where a commit's payloads end in files that are still open: later commits follow.
  private func noteEnds(of slot: Slot, _ bounds: inout [EvidenceTarget: SearchBounds]) {
    for target in slot.targets {
      let progress = slot.progress(target)
      guard progress.identity == files[target.rawValue].identity, let end = progress.pieces.last?.upperBound
      else { continue }
      bounds[target]?.start = end
    }
  }

  /// The complete commits that are still needed, and those after the checkpoint.
  ///
  /// - Parameter mayLackLines: whether each of those after the checkpoint may have to be written again.
  private mutating func findSlots(_ checkpoint: Checkpoint, mayLackLines: Bool) -> [Slot] {
    let floor = checkpoint.floor
    var slots = ring.slots(from: checkpoint.kept, floor: floor)
    if (slots.last?.sequence ?? 0) + 1 < checkpoint.next.sequence {
      // A power cut took some: what the ledger would have reported of them is unknown.
      slots = ring.slots(from: checkpoint.next, floor: floor)
      ring.begin(at: checkpoint.next, previous: checkpoint.previous)
    } else if slots.isEmpty {
      ring.begin(at: checkpoint.next, previous: checkpoint.previous)
    }
    if mayLackLines { slots = Array(slots.prefix(restorable(slots, checkpoint))) }
    for slot in slots { ring.keep(slot) }
    let latest = max(checkpoint.incarnation, slots.last?.incarnation ?? 0)
    ring.beginIncarnation(after: latest, at: WallClock.now)
    return slots
  }

  /// How many commits fit into the ring if each after the checkpoint is rewritten; the engine has the others' lines.
  private func restorable(_ slots: [Slot], _ checkpoint: Checkpoint) -> Int {
    var length = 0
    let count = slots.firstIndex { slot in
      length += slot.sequence < checkpoint.next.sequence ? slot.length : 2 * slot.length
      return slot.sequence >= checkpoint.next.sequence && length > ring.capacity / 4 * 3
    }
    return count ?? slots.count
  }

  /// The commits, and those before them whose bytes are still in the ring, oldest first.
  private func history(before slots: [Slot]) -> [Slot] {
    var older: [Slot] = []
    var bytes = 0
    var next = slots.first.map { ring.slot(before: $0) } ?? ring.newestSlot
    while let slot = next, bytes < 2 * settings.recentLimit {
      older.append(slot)
      bytes += slot.length
      next = ring.slot(before: slot)
    }
    return older.reversed() + slots
  }

  private mutating func resolve(
    _ slot: Slot,
    isAfterPowerCut: Bool,
    _ bounds: inout [EvidenceTarget: SearchBounds]
  ) throws(EvidenceError) {
    var isWhole = true
    var broken: [EvidenceTarget] = []
    for target in slot.targets {
      guard let bounds = bounds[target] else { continue }
      let remains = try files[target.rawValue].remains(
        of: slot,
        isAfterPowerCut: isAfterPowerCut,
        within: bounds
      )
      if remains.isTorn {
        if slot.expectedStart(target) != nil, remains.delivered == 0 {
          broken.append(target)
        } else {
          torn[target, default: 0] += 1
        }
      }
      if remains.delivered < slot.payload(target).count { isWhole = false }
      if remains.continuesAt == nil { try files[target.rawValue].follow() }
    }
    noteEnds(of: slot, &bounds)
    try resume(slot, isWhole: isWhole, broken: broken)
  }
}
