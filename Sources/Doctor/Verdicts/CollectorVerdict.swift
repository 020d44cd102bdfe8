internal import Basics
internal import Evidence

/// Whether a collector runs, and does what it should.
enum CollectorVerdict {
  /// Shows what the collector said last, and how systemd saw it end.
  private static let journal = "`journalctl -u decklog -u decnet-collector -n 50`"

  /// How old the ledger's last entry may be while a collector runs, in nanoseconds: it writes one each minute.
  static let stale: Int64 = 180_000_000_000

  /// - Parameters:
  ///   - lock: the collector's lock.
  ///   - address: where it was asked; `nil` where nobody knows.
  ///   - answer: what it said; `nil` where it took too long, or was not asked.
  static func collector(
    _ lock: LockFacts,
    logFile: String,
    address: String?,
    _ answer: Result<CollectorAnswer, CollectorAnswer.Fault>?
  ) -> Finding {
    let found = "\(logFile): \(LockText.text(lock.holder))"
    guard let address else { return running(lock, found, logFile: logFile) }
    switch answer {
    case .success(let answer):
      let said =
        "\(found); \(address): decklog \(NameList.name(answer.version)), \(NameList.name(answer.state))"
      guard !answer.ready else {
        return lock.holder == .nobody ? other(said) : Finding(.collector, .ok, said)
      }
      return Finding(
        .collector,
        .problem,
        "\(said), not ready: \(answer.reason.map { PrintableText.make(from: $0.utf8) } ?? "it does not say why")",
        advice:
          "See its log: \(journal), or the file that StandardError= of its unit names."
      )
    case .failure, nil:
      guard lock.isHeld else { return running(lock, found, logFile: logFile) }
      let why: String
      if case .failure(let fault) = answer { why = fault.description } else { why = "no answer in time" }
      return Finding(
        .collector,
        .warning,
        "\(found); \(address): \(why)",
        advice: "Give this the --listen of that collector, and that collector one."
      )
    }
  }

  private static func other(_ said: String) -> Finding {
    Finding(
      .collector,
      .warning,
      said,
      advice:
        "What answers there writes another log: set --log-file to it, or --listen to the collector of this one."
    )
  }

  private static func running(_ lock: LockFacts, _ found: String, logFile: String) -> Finding {
    switch lock.holder {
    case .process: return Finding(.collector, .ok, found)
    case .unknown:
      return Finding(.collector, .skipped, found, advice: "Run this as the collector's user, or as root.")
    case .nobody:
      return Finding(
        .collector,
        .warning,
        "none runs: \(found)",
        advice:
          "Start it: `sudo systemctl start decklog`, beside the framework `sudo systemctl start decnet-collector`, or"
          + " `decklog collect --log-file \(ShellWord.quoted(logFile))`."
      )
    }
  }

  /// - Parameter now: nanoseconds since 1970.
  static func ledger(_ facts: LedgerFacts, _ lock: LockFacts, now: Int64) -> Finding {
    switch facts.end {
    case .unreadable(let why):
      return Finding(
        .ledger,
        .warning,
        "\(facts.path): \(why)",
        advice: "`decklog audit` says what is wrong with it; run this as the collector's user."
      )
    case .none:
      if lock.isHeld, now.subtractingSaturated(lock.since) > stale {
        return silent("\(facts.path) has no entry")
      }
      return Finding(.ledger, .ok, "\(facts.path) has no entry yet")
    case .entry(let time, let kind):
      let age = max(0, now.subtractingSaturated(time))
      let found = "\(facts.path): last entry \(age / 1_000_000_000) seconds ago"
      if lock.isHeld {
        // A collector that has just begun has not had the time.
        return min(age, now.subtractingSaturated(lock.since)) > stale
          ? silent(found) : Finding(.ledger, .ok, found)
      }
      guard lock.holder == .nobody, kind != .stop else {
        return Finding(.ledger, .ok, "\(found) (\(kind.rawValue))")
      }
      return Finding(
        .ledger,
        .warning,
        "\(found), and it tells of no stop: the collector was killed, or the host went down",
        advice:
          "Start it again, which repairs what is open, and then `decklog audit`;"
          + " \(journal) may say what ended it."
      )
    }
  }

  private static func silent(_ found: String) -> Finding {
    Finding(
      .ledger,
      .problem,
      "\(found), though a collector runs: it hangs, or can't write",
      advice:
        "See its log and the disk, \(journal) and `df -h`; then start it anew."
    )
  }
}
