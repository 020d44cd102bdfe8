internal import Collector

/// Which containers belong to the fleet.
struct FleetCheck: Check {
  let name = "fleet"

  func probe(_ survey: Survey) async throws(Late) -> FleetMembers? { try await survey.fleet.fleet }

  func judge(_ fleet: FleetMembers?) -> Finding? {
    guard let fleet else { return .skipped("the engine does not list its containers") }
    let honeypots =
      fleet.uncollected.isEmpty
      ? nil : "of known honeypots' images, but not of the fleet: \(NameList.text(fleet.uncollected))"
    let collecting = "`decklog collect --honeypots` collects them"
    if fleet.members.isEmpty, let honeypots {
      return .warning(
        "none of the engine's \(fleet.total) containers belongs to the fleet; \(honeypots)",
        advice: "\(collecting)."
      )
    }
    guard !fleet.members.isEmpty else {
      return .warning(
        "none of the engine's \(fleet.total) containers belongs to the fleet",
        advice: "A container belongs to it if it has the label decnet.fleet.service=true or"
          + " decnet.topology.service=true, if the state file names it, if a selector matches one of its labels,"
          + " --select LABEL=VALUE or DECKLOG_SELECT, or by its image: --honeypots or --image GLOB."
      )
    }
    let running = fleet.members.count(where: \.isRunning)
    let rules = Dictionary(grouping: fleet.members, by: \.container.rule).map { rule, members in
      (count: members.count, text: "by \(text(rule)) (\(NameList.text(members.map(\.container.name))))")
    }
    let reasons = rules.sorted { ($1.count, $0.text) < ($0.count, $1.text) }.map { "\($0.count) \($0.text)" }
    let found =
      "\(fleet.members.count) of \(fleet.total) containers, \(running) running: \(NameList.list(reasons))"
    guard running > 0 else {
      return .warning(
        found,
        advice: "No events come while none is running: start them, such as with `docker compose up -d`."
      )
    }
    guard let honeypots else { return .ok(found) }
    return .ok("\(found); \(honeypots)", advice: "\(collecting) too.")
  }

  private func text(_ rule: FleetRule) -> String {
    switch rule {
    case .label(let name): "label \(name)"
    case .stateFile: "the state file"
    case .selector(let text): "selector \(NameList.name(text))"
    case .image(let name): "image \(NameList.name(name))"
    }
  }
}
