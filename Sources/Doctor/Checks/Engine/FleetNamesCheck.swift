internal import Collector

/// Whether running containers share a decky and service.
struct FleetNamesCheck: Check {
  let name = "fleet-names"

  func probe(_ survey: Survey) async throws(Late) -> FleetMembers? { try await survey.fleet.fleet }

  func judge(_ fleet: FleetMembers?) -> Finding? {
    let named =
      fleet?.members.filter { $0.isRunning && $0.container.decky != nil && $0.container.service != nil }
      .map(\.container) ?? []
    guard !named.isEmpty else { return nil }
    let groups = Dictionary(grouping: named) { [$0.decky ?? "", $0.service ?? ""] }.filter { $1.count > 1 }
    guard !groups.isEmpty else { return .ok("each has its own decky and service") }
    let texts = groups.map { key, members in
      "\(NameList.name(key[0]))/\(NameList.name(key[1])): \(NameList.text(members.map(\.name)))"
    }
    return .warning(
      "running containers with the same decky and service labels: \(NameList.list(texts.sorted()))",
      advice:
        "Only origin.container tells their events apart: give each its own decky or service_name label, or remove"
        + " the superfluous one with `docker rm -f NAME`."
    )
  }
}
