import Basics

extension Journal {
  /// Completes a commit that was found in the ring.
  ///
  /// A start on a full disk must not use more of the ring than the one before, or later ones would fail too.
  ///
  /// - Parameter broken: files in which the slot should have completed a half line, and that line is in two pieces.
  mutating func resume(_ slot: Slot, isWhole: Bool, broken: [EvidenceTarget]) throws(EvidenceError) {
    let broken = slot.targets.filter { broken.contains($0) || isBroken(slot, $0) }
    if isWhole, broken.isEmpty { return finish(slot) }
    if broken.isEmpty, isNewestAndUndivided(slot) {
      for target in slot.targets where slot.progress(target).brought == 0 { slot.progress(target).restart() }
      inFlight = slot
    } else {
      for target in slot.targets {
        try files[target.rawValue].reserve(slot.payload(target).count - slot.progress(target).brought)
      }
      try supersede(slot, broken: broken)
    }
    try Failpoint.reach(.prepared)
    try deliver()
  }

  /// Whether a commit can be delivered as it is: it is the newest, and each file has all of its payload or nothing.
  private func isNewestAndUndivided(_ slot: Slot) -> Bool {
    ring.newest == UInt64(slot.offset)
      && slot.targets.allSatisfy { target in
        let progress = slot.progress(target)
        return progress.brought == slot.payload(target).count
          || progress.brought == 0 && progress.truncation == .none
      }
  }

  /// Makes a commit of what another has not brought into its files.
  ///
  /// - Parameter broken: files with a line in two pieces, which must be written again.
  mutating func supersede(_ slot: Slot, broken: [EvidenceTarget]) throws(EvidenceError) {
    var unit = CommitUnit()
    unit.change = Array(slot.change)
    unit.repaired = slot.repaired
    var starts: [EvidenceTarget: Int] = [:]
    for target in slot.targets {
      let payload = slot.payload(target)
      let progress = slot.progress(target)
      let written = progress.brought
      if broken.contains(target) {
        let end = payload.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? payload.count
        unit.append(begunLine(before: slot, target) + payload[..<end], to: target)
        unit.append(Array(payload[max(written, end)...]), to: target)
        torn[target, default: 0] += 1
        try files[target.rawValue].follow()
        continue
      }
      if written == 0 {
        starts[target] = slot.expectedStart(target)
      } else if written < payload.count, payload[written - 1] != UInt8(ascii: "\n"),
        let end = progress.pieces.last?.upperBound
      {
        starts[target] = end
      }
      unit.append(Array(payload[written...]), to: target)
    }
    let rest = try add(unit, supersedes: slot.sequence, expectedStarts: starts)
    for target in slot.targets where slot.progress(target).phase == .writing {
      slot.progress(target).finish()
    }
    account(slot)
    inFlight = rest
  }

  /// The part of a line before a slot's payload.
  private func begunLine(before slot: Slot, _ target: EvidenceTarget) -> [UInt8] {
    guard slot.expectedStart(target) != nil, let older = superseded(by: slot) else { return [] }
    let payload = older.payload(target)
    let written = min(older.progress(target).written, payload.count)
    let start = payload.lineStart(before: written)
    return (start == 0 ? begunLine(before: older, target) : []) + payload[start..<written]
  }

  private func superseded(by slot: Slot) -> Slot? {
    var older = ring.slot(before: slot)
    while let candidate = older, candidate.sequence > slot.supersedes { older = ring.slot(before: candidate) }
    return older.flatMap { $0.sequence == slot.supersedes ? $0 : nil }
  }
}
