internal import Evidence

/// Whether another collector writes the same files, so that each line is there twice.
struct SecondCollectorCheck: Check {
  struct Values: Sendable {
    var users: FileUsers
    /// The lock of the collector that should write the files.
    var lock: LockProbe
    /// What others wrote among its lines; `nil` if the ledger is not about the current file.
    var lines: RepeatedLines?
  }

  private static let advice =
    "Stop the other one and keep it from starting: `systemctl list-units 'decnet*' 'decklog*'` and `ps -ef | grep"
    + " collect` show both. Lines that are there twice stay; decklog's own are those that `decklog audit` counts."

  let name = "second-collector"

  func probe(_ survey: Survey) async throws(Late) -> Values {
    let journal = survey.journal
    let lines = await TimeLimit.runBlocking { RepeatedLines(journal) }
    return Values(users: try await survey.users, lock: survey.lock, lines: lines ?? nil)
  }

  func judge(_ values: Values) -> Finding? {
    let (users, lines) = (values.users, values.lines)
    let writers = users.users.filter { $0.writes && !$0.isOwn(values.lock) }
    let collectors = Set(writers.filter(\.isCollector).map(\.text)).sorted()
    let repeated = lines.flatMap { lines in
      lines.repeated > 0
        ? "\(lines.repeated) of the last \(lines.others) lines of others in the log repeat lines of ours"
        : nil
    }
    if !collectors.isEmpty {
      let found = "also open for writing by \(NameList.list(collectors))"
      guard values.lock.isHeld else {
        return .warning(found, advice: "Stop it before decklog starts: two collectors write each line twice.")
      }
      return .problem([found, repeated].compactMap(\.self).joined(separator: "; "), advice: Self.advice)
    }
    if let repeated { return .problem(repeated, advice: Self.advice) }
    let others = Set(writers.map(\.text)).sorted()
    var found =
      others.isEmpty
      ? "nobody else has the files open for writing" : "also written by \(NameList.list(others))"
    if let lines { found += "; none of \(lines.others) lines of others repeats one of \(lines.ours) of ours" }
    found += users.limits
    return users.isPartial ? .skipped(found) : .ok(found)
  }
}

extension FileUsers.User {
  /// Whether it calls itself a collector, as the framework's does.
  fileprivate var isCollector: Bool { command.contains("collect") }
}
