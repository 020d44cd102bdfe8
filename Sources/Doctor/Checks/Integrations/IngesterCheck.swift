/// Whether other programs that have the record file open keep up.
struct IngesterCheck: Check {
  let name = "ingester"

  func probe(_ survey: Survey) async throws(Late) -> (users: FileUsers, lock: LockProbe) {
    (try await survey.users, survey.lock)
  }

  func judge(_ probe: (users: FileUsers, lock: LockProbe)) -> Finding? {
    let users = probe.users
    var places: [Int32: (user: FileUsers.User, behind: Int)] = [:]
    for user in users.users where user.target == .records && !user.writes && !user.isOwn(probe.lock) {
      // decklog's own commands use pread(2), which doesn't move the position.
      if user.name == "decklog" { continue }
      let behind = max(0, users.recordSize - user.position)
      // Of several descriptors of a program the foremost counts.
      if behind < places[user.process]?.behind ?? .max { places[user.process] = (user, behind) }
    }
    guard !places.isEmpty else {
      return .skipped(
        "nobody has the records open now; a program that opens them for each look can't be seen\(users.limits)"
      )
    }
    let all = places.values.sorted { ($1.behind, $0.user.process) < ($0.behind, $1.user.process) }
    let late = all.filter { $0.behind > ConsumerCheck.lag }
    let texts = (late.isEmpty ? all : late).map {
      "\($0.user.text) is \(ByteText.text($0.behind)) behind the records"
    }
    guard !late.isEmpty else { return .ok(NameList.list(texts) + users.limits) }
    return .warning(
      NameList.list(texts),
      advice:
        "Run this again: if the figure doesn't fall, see that program's log. It never sees what is rotated away"
        + " before it was read; keep logrotate from rotating the records until it has caught up."
    )
  }
}
