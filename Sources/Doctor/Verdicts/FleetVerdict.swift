internal import Collector

/// Which containers are of the fleet.
enum FleetVerdict {
  static func findings(_ facts: FleetFacts) -> [Finding] {
    [fleet(facts)] + [duplicates(facts)].compactMap(\.self)
  }

  private static func fleet(_ facts: FleetFacts) -> Finding {
    guard !facts.members.isEmpty else {
      return Finding(
        .fleet,
        .warning,
        "none of the engine's \(facts.total) containers is of the fleet",
        advice:
          "A container is of it with the label decnet.fleet.service=true or decnet.topology.service=true, when the"
          + " state file names it, or when a selector matches a label of it: --select LABEL=VALUE or DECKLOG_SELECT."
      )
    }
    let running = facts.members.count(where: \.isRunning)
    let rules = Dictionary(grouping: facts.members, by: \.rule).map { rule, members in
      (count: members.count, text: "by \(Self.text(rule)) (\(NameList.text(members.map(\.name))))")
    }
    let reasons = rules.sorted { ($1.count, $0.text) < ($0.count, $1.text) }.map { "\($0.count) \($0.text)" }
    let found =
      "\(facts.members.count) of \(facts.total) containers, \(running) running: \(NameList.list(reasons))"
    guard running > 0 else {
      return Finding(
        .fleet,
        .warning,
        found,
        advice: "Nothing is attacked while none runs: start them, such as with `docker compose up -d`."
      )
    }
    return Finding(.fleet, .ok, found)
  }

  private static func text(_ rule: FleetRule) -> String {
    switch rule {
    case .label(let name): "label \(name)"
    case .stateFile: "the state file"
    case .selector(let text): "selector \(NameList.name(text))"
    }
  }

  /// Those that run and say that they are the same. `nil` where no two containers could.
  private static func duplicates(_ facts: FleetFacts) -> Finding? {
    let named = facts.members.filter { $0.isRunning && $0.decky != nil && $0.service != nil }
    guard !named.isEmpty else { return nil }
    let groups = Dictionary(grouping: named) { [$0.decky ?? "", $0.service ?? ""] }.filter { $1.count > 1 }
    guard !groups.isEmpty else { return Finding(.fleetNames, .ok, "each has a decky and service of its own") }
    let texts = groups.map { key, members in
      "\(NameList.name(key[0]))/\(NameList.name(key[1])): \(NameList.text(members.map(\.name)))"
    }
    return Finding(
      .fleetNames,
      .warning,
      "several running containers have the labels of the same decky and service: \(NameList.list(texts.sorted()))",
      advice:
        "Their events can only be told apart by origin.container: give each its own decky or service_name label,"
        + " or remove the one that is left over with `docker rm -f NAME`."
    )
  }
}
