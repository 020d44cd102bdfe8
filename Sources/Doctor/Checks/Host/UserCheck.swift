/// Which user the collector runs as.
struct UserCheck: Check {
  let name = "user"

  func probe(_ survey: Survey) async throws(Late) -> LimitProbe { LimitProbe(of: survey.lock.process) }

  func judge(_ limits: LimitProbe) -> Finding? {
    switch (limits.isCollector, limits.user) {
    case (_, nil): .skipped("the kernel does not tell")
    case (true, 0):
      .warning(
        "the collector runs as root, and parses what attackers write",
        advice:
          "Only reading the engine's files needs root; the unit in deploy/ runs it as user decnet with group docker."
      )
    case (true, let user?): .ok("the collector runs as user \(user)")
    case (false, 0):
      .ok(
        "this runs as root, and does not see what another user may not do",
        advice: "To check for the collector's user: `sudo -u decnet decklog doctor`."
      )
    case (false, let user?): .ok("this runs as user \(user)")
    }
  }
}
