internal import Basics

extension Journal {
  /// What was written since the last call, for the next entry of the ledger.
  package mutating func takeSegments() -> [WrittenSegment] { unreported.take() }

  /// The truncations repaired since the last call, for the next entry of the ledger.
  package mutating func takeTruncations() -> [TruncatedFile] { unreported.takeTruncations() }

  /// Whether damage was found since ``takeDamages()``.
  package var hasDamages: Bool { allDamages != reportedDamages }

  package mutating func takeDamages() -> [Damage] {
    let damages = allDamages
    defer { reportedDamages = damages }
    return damages.compactMap { damage in
      var damage = damage
      damage.count -=
        reportedDamages.first { $0.target == damage.target && $0.kind == damage.kind }?.count ?? 0
      return damage.count > 0 ? damage : nil
    }
  }

  /// How many truncations had no copy.
  package var unexplainedTruncations: Int {
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

  /// Adds a slot's payloads to what the ledger must report.
  mutating func account(_ slot: Slot) {
    unreported.add(slot)
    // A repair of the ledger has no change of state, and is not an entry.
    guard slot.targets.contains(.ledger), !slot.change.isEmpty, slot.state == .committed else { return }
    ledgeredThrough = slot.sequence
    unreported.noteReported()
  }
}

/// Damage to a file that was found and handled.
package struct Damage: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    /// A crash cut a line, and others wrote after it: the line was written again completely.
    case torn
    /// The file was truncated, and no copy was found: the loss is unknown.
    case unexplainedTruncation = "unexplained_truncation"
    /// The file was truncated, and what its copy lacks was written again.
    case truncation
    /// The system stopped, or a volume lost its cache: the last second may be duplicated without an entry.
    case powerCut = "power_cut"
    /// The ring had impossible places of lines, which were searched in the file. Lines that were not certainly written and
    /// not found were written again; the ledger doesn't report the others that were not found.
    case place
    /// The saved state was damaged: collection continued after what the log has of each container.
    case state
    /// Another writer's half line was ended so that ours stand alone.
    case halfLine = "half_line"
  }

  package var target: EvidenceTarget
  package var kind: Kind
  /// How often since the last report.
  package var count: Int
}
