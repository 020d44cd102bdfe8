import Basics

extension Journal {
  /// Sees to what the time before has left: finds out which commits are in the files and in which parts, and brings
  /// the rest into them.
  ///
  /// A crash in here is safe: what is missing is a commit of its own before it is written.
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
      // The rest of a commit makes the same change, and stands behind commits that came after it.
      if isNew, slot.supersedes == Slot.none { recovered.changes.append(Array(slot.change)) }
      // An entry of the ledger tells of all that came before it.
      if slot.targets.contains(.ledger), !slot.change.isEmpty { _ = takeSegments() }
      // What it says of its places is no more to be believed than after a power cut.
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

  /// From here on the ring is to be believed as long as the system runs: another start, before there is a checkpoint of the
  /// caller's, must not look for the commits once more that recovery has brought into the files.
  private mutating func noteRecovery(_ checkpoint: Checkpoint) throws(EvidenceError) {
    checkpointNumber += 1
    var checkpoint = checkpoint
    checkpoint.number = checkpointNumber
    checkpoint.bootID = BootID.current
    try checkpoints.write(checkpoint, to: .recent, synchronizes: false)
  }

  /// Where in an open file the remains of commits are looked for.
  struct SearchBounds {
    /// Which file it is.
    var identity: FileIdentity
    /// Where the next commit begins at the earliest; `nil` where that isn't known.
    var start: Int?
    /// Where the file ended before recovery wrote to it: a line behind that is no remains, even if it is the same.
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

  /// Where recovery has opened another file, it holds nothing but what recovery wrote.
  private func noteOpenings(_ bounds: inout [EvidenceTarget: SearchBounds]) {
    for target in EvidenceTarget.allCases where files[target.rawValue].identity != bounds[target]?.identity {
      bounds[target] = SearchBounds(identity: files[target.rawValue].identity, start: nil, limit: 0)
    }
  }

  /// What can't be so of the places of commits is forgotten, and counted.
  private mutating func doubtImpossiblePlaces(of slots: [Slot]) {
    for slot in slots {
      for target in EvidenceTarget.allCases
      where !slot.progress(target).isPossible(for: slot.payload(target).count) {
        slot.progress(target).doubt()
        impossiblePlaces[target, default: 0] += 1
      }
    }
  }

  /// Finds out where the payloads of a commit stand that is in all its files. One that is not found any more was there
  /// all the same: it is not written again.
  private mutating func findPlaces(
    of slot: Slot,
    _ bounds: [EvidenceTarget: SearchBounds]
  ) throws(EvidenceError) {
    for target in slot.targets where slot.progress(target).isInDoubt {
      guard let bounds = bounds[target] else { continue }
      _ = try files[target.rawValue].remains(of: slot, isAfterPowerCut: true, within: bounds)
    }
  }

  /// Where the payloads of a commit end, in files that are still open: what comes after it stands behind.
  private func noteEnds(of slot: Slot, _ bounds: inout [EvidenceTarget: SearchBounds]) {
    for target in slot.targets {
      let progress = slot.progress(target)
      guard progress.identity == files[target.rawValue].identity, let end = progress.pieces.last?.upperBound
      else { continue }
      bounds[target]?.start = end
    }
  }

  /// The commits that are still needed, and those that came after the checkpoint, as far as they are whole.
  ///
  /// - Parameter mayLackLines: whether each of those that came after it may have to be written again.
  private mutating func findSlots(_ checkpoint: Checkpoint, mayLackLines: Bool) -> [Slot] {
    let floor = checkpoint.floor
    var slots = ring.slots(from: checkpoint.kept, floor: floor)
    if (slots.last?.sequence ?? 0) + 1 < checkpoint.next.sequence {
      // Some were lost with the power: what the ledger would have told of them can't be known.
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

  /// How many of the commits the ring has room for when each that came after a checkpoint is written again. What the
  /// others brought is still with the engine: it is read again, and may be there twice.
  private func restorable(_ slots: [Slot], _ checkpoint: Checkpoint) -> Int {
    var length = 0
    let count = slots.firstIndex { slot in
      length += slot.sequence < checkpoint.next.sequence ? slot.length : 2 * slot.length
      return slot.sequence >= checkpoint.next.sequence && length > ring.capacity / 4 * 3
    }
    return count ?? slots.count
  }

  /// The commits and those before them whose bytes are still there, oldest first.
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
