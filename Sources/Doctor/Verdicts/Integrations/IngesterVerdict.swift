/// Whether other programs that have the record file open keep up with it.
enum IngesterVerdict {
  static func finding(_ users: FileUsers, _ lock: LockFacts) -> Finding {
    var places: [Int32: (user: FileUsers.User, behind: Int)] = [:]
    for user in users.users where user.target == .records && !user.writes && !user.isOwn(lock) {
      // decklog's own commands read without moving the descriptor's position.
      if user.name == "decklog" { continue }
      let behind = max(0, users.recordSize - user.position)
      // A program that has it open several times is as far as its foremost reader.
      if behind < places[user.process]?.behind ?? .max { places[user.process] = (user, behind) }
    }
    guard !places.isEmpty else {
      return Finding(
        .ingester,
        .skipped,
        "nobody has the records open now; one that opens them for each look can't be seen\(users.limits)"
      )
    }
    let all = places.values.sorted { ($1.behind, $0.user.process) < ($0.behind, $1.user.process) }
    let late = all.filter { $0.behind > ReaderVerdict.lag }
    let texts = (late.isEmpty ? all : late).map {
      "\($0.user.text) is \(ByteText.text($0.behind)) behind the records"
    }
    guard !late.isEmpty else { return Finding(.ingester, .ok, NameList.list(texts) + users.limits) }
    return Finding(
      .ingester,
      .warning,
      NameList.list(texts),
      advice:
        "Run this again: where the figure doesn't fall, see that program's own log. What is rotated away before it was"
        + " read it never sees; keep logrotate from rotating the records until it has caught up."
    )
  }
}
