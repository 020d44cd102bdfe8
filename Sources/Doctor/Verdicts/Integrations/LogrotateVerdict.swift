/// Whether logrotate rotates the files of the record, and so that nobody loses rows.
enum LogrotateVerdict {
  static func finding(_ facts: LogrotateFacts, _ units: UnitFacts) -> Finding {
    guard facts.isThere else { return Finding(.logrotate, .skipped, "logrotate has no settings here") }
    let twice = Dictionary(grouping: facts.matches, by: \.path)
      .filter { $1.dropFirst().contains { !$0.way.ignoresDuplicates } }
    if let (path, matches) = twice.min(by: { $0.key < $1.key }) {
      return Finding(
        .logrotate,
        .problem,
        "\(path) is named by several stanzas: \(NameList.list(matches.map { NameList.path($0.place) }))",
        advice:
          "logrotate leaves out the whole settings file that has the second one, so that nothing in it is rotated, and ends"
          + " with status 1. Beside the framework, whose stanza has *.log, only deploy/logrotate-framework fits; an earlier decklog left /etc/logrotate.d/decnet-collector. Remove one."
      )
    }
    let unread =
      facts.unread.isEmpty ? "" : "; not read: \(NameList.list(facts.unread.map(NameList.path)))"
    guard let match = facts.matches.first(where: { $0.path == facts.recordFile }) else {
      return Finding(
        .logrotate,
        .skipped,
        "no stanza names \(facts.recordFile): it grows until somebody rotates it\(unread)"
      )
    }
    let place = NameList.path(match.place)
    guard match.way.renames, !units.isWithoutFramework else {
      let way =
        match.way.renames ? "renamed" : match.way.copiesAndTruncates ? "copied and truncated" : "copied"
      return Finding(.logrotate, .ok, "\(facts.recordFile) is \(way), by \(place)\(unread)")
    }
    return Finding(
      .logrotate,
      .warning,
      "\(facts.recordFile) is renamed, by \(place); the framework's ingester only notices a file that has shrunk, and"
        + " loses rows",
      advice:
        "Rotate the records with `copytruncate`, as deploy/logrotate-framework does"
        + " (`make install INSTALL_FRAMEWORK=1`). Without the framework a rename is well: run decklog as decklog.service."
    )
  }
}
