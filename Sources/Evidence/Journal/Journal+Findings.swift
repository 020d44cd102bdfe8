internal import Basics

extension Journal {
  /// What was written since it was asked for last: for the next entry of the ledger.
  public mutating func takeSegments() -> [WrittenSegment] { unreported.take() }

  /// Which truncations were repaired since it was asked for last: for the next entry of the ledger.
  public mutating func takeTruncations() -> [TruncatedFile] { unreported.takeTruncations() }

  /// Whether anything was found damaged since it was asked for last.
  public var hasDamages: Bool { allDamages != reportedDamages }

  /// What was found damaged since it was asked for last.
  public mutating func takeDamages() -> [Damage] {
    let damages = allDamages
    defer { reportedDamages = damages }
    return damages.compactMap { damage in
      var damage = damage
      damage.count -=
        reportedDamages.first { $0.target == damage.target && $0.kind == damage.kind }?.count ?? 0
      return damage.count > 0 ? damage : nil
    }
  }

  /// How many truncations no copy explains.
  public var unexplainedTruncations: Int {
    allDamages.reduce(0) { $1.kind == .unexplainedTruncation ? $0.addingSaturated($1.count) : $0 }
  }

  private var allDamages: [Damage] {
    var damages: [Damage] = []
    for index in files.indices {
      let target = EvidenceTarget.allCases[index]
      let counts: [(Damage.Kind, Int)] = [
        (.torn, torn[target] ?? 0), (.place, impossiblePlaces[target] ?? 0),
        (.unexplainedTruncation, files[index].unexplainedTruncations),
        (.truncation, files[index].truncations - files[index].unexplainedTruncations),
        (.halfLine, files[index].halfLines), (.powerCut, recovered.isAfterPowerCut ? 1 : 0),
      ]
      for (kind, count) in counts + [(.state, target == .log && isStateLost ? 1 : 0)] where count > 0 {
        damages.append(Damage(target: target, kind: kind, count: count))
      }
    }
    return damages
  }

  /// Adds a slot's payloads, where they stand, to what the ledger is to tell.
  mutating func account(_ slot: Slot) {
    unreported.add(slot)
    // A repair of the ledger has no change of state, and is no entry.
    guard slot.targets.contains(.ledger), !slot.change.isEmpty, slot.state == .committed else { return }
    ledgeredThrough = slot.sequence
    unreported.noteReported()
  }
}
