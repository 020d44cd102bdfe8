internal import Evidence

/// Whether a restart goes on where the last run ended.
enum StateVerdict {
  static func finding(_ facts: StateFacts, _ lock: LockFacts?) -> Finding {
    let holder = lock.map { "; \(LockText.text($0.holder))" } ?? ""
    switch facts.content {
    case .unusable(let why):
      return Finding(
        .stateDirectory,
        .problem,
        "\(facts.path): what is known of the time before can't be used: \(why)\(holder)",
        advice:
          "A start is refused until it is said where to begin: `decklog collect --from beginning` repeats what the"
          + " engine still has, `--from now` leaves it out, `--from existing` goes on behind what the log has. If it"
          + " belongs to another log, set --state-dir."
      )
    case .damaged(let why):
      return Finding(
        .stateDirectory,
        .warning,
        "\(facts.path): what is known of the time before is damaged: \(why)\(holder)",
        advice:
          "A start puts it aside and reads each container on from what the log has of it; see to the disk. With --sync never"
          + " a power cut does this."
      )
    case .unreadable(let why):
      return Finding(
        .stateDirectory,
        lock?.isHeld == true ? .skipped : .problem,
        "\(facts.path): \(why)\(holder)",
        advice: "Run this as the collector's user, or as root."
      )
    case .none, .usable:
      break
    }
    guard facts.place.kind == .directory, facts.place.refusal == nil else {
      return Finding(
        .stateDirectory,
        lock?.isHeld == true ? .skipped : .problem,
        "\(facts.path) can't be used: \(facts.place.refusal ?? "no directory"); \(facts.place.owner)\(holder)",
        advice: "Run this as the collector's user; if it is that already, `sudo chown -R USER"
          + " \(ShellWord.quoted(facts.path))`, or set --state-dir."
      )
    }
    let content =
      facts.content == .usable ? "a start goes on from its checkpoint" : "nothing is known of a time before"
    return Finding(.stateDirectory, .ok, "\(facts.path): \(content)\(holder)")
  }
}
