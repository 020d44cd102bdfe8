/// Whether another collector writes the same files, so that each line is there twice.
enum SecondCollectorVerdict {
  /// - Parameters:
  ///   - users: who has the files open.
  ///   - lock: the lock of the collector that is to write them.
  ///   - lines: what others wrote among its lines; `nil` where the ledger says nothing of the file that is there.
  static func finding(_ users: FileUsers, _ lock: LockFacts, _ lines: RepeatedLines?) -> Finding {
    let writers = users.users.filter { $0.writes && !$0.isOwn(lock) }
    let collectors = Set(writers.filter(\.isCollector).map(\.text)).sorted()
    let repeated = lines.map(\.repeated) ?? 0
    if !collectors.isEmpty {
      let found = "also open for writing by \(NameList.list(collectors))"
      guard lock.isHeld else {
        return Finding(
          .secondCollector,
          .warning,
          found,
          advice: "Stop it before decklog starts: two collectors write each line twice."
        )
      }
      return Finding(
        .secondCollector,
        .problem,
        repeated > 0 ? "\(found); \(text(repeated, lines))" : found,
        advice: advice
      )
    }
    if repeated > 0 {
      return Finding(.secondCollector, .problem, text(repeated, lines), advice: advice)
    }
    let others = Set(writers.map(\.text)).sorted()
    var found =
      others.isEmpty
      ? "nobody else has the files open for writing" : "also written by \(NameList.list(others))"
    if let lines { found += "; none of \(lines.others) lines of others repeats one of \(lines.ours) of ours" }
    return Finding(.secondCollector, users.isPartial ? .skipped : .ok, found + users.limits)
  }

  private static let advice =
    "Stop the other one and keep it from starting: `systemctl list-units 'decnet*' 'decklog*'` and `ps -ef | grep"
    + " collect` show both. What is there twice already stays so; decklog's own lines are those that `decklog audit` counts."

  private static func text(_ repeated: Int, _ lines: RepeatedLines?) -> String {
    "\(repeated) of the last \(lines?.others ?? 0) lines of others in the log repeat lines of ours"
  }
}

extension FileUsers.User {
  /// Whether it is the collector that has the lock.
  ///
  /// The number in the lock's file is one of that collector's own PID namespace, so the name counts as well: no second
  /// decklog gets past the locks.
  func isOwn(_ lock: LockFacts) -> Bool { lock.isHeld && (lock.process == process || name == "decklog") }

  /// Whether it calls itself a collector, as the framework's does.
  var isCollector: Bool { command.contains("collect") }

  /// Such as `process 17 (decnet collect)`.
  var text: String { "process \(process) (\(NameList.name(command.isEmpty ? name : command)))" }
}

extension FileUsers {
  /// Whether some processes could not be looked at.
  var isPartial: Bool { hidden > 0 || isCut }

  /// What could not be looked at, to stand behind a finding.
  var limits: String {
    var text = hidden > 0 ? "; \(hidden) processes don't show their files to this user: run this as root" : ""
    if isCut { text += "; there are more processes than were looked at" }
    return text
  }
}
