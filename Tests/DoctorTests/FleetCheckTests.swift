import Collector
import DockerEngine
import Formats
import Testing

@testable import Doctor

struct FleetCheckTests {
  private static func container(
    _ name: String,
    _ labels: [String: String] = [:],
    image: String = "",
    state: String = "running"
  ) -> ContainerSummary {
    ContainerSummary(id: "id-\(name)", names: [name], image: image, labels: labels, state: state)
  }

  private static func decoy(_ name: String, _ decky: String, _ service: String, state: String = "running")
    -> ContainerSummary
  {
    container(
      name,
      ["decnet.fleet.service": "true", "decnet.fleet.decky": decky, "decnet.fleet.service_name": service],
      state: state
    )
  }

  private static func findings(
    _ containers: ContainerSummary...,
    selectors: [(label: String, value: String)] = [],
    sources: SourceRules = .none,
    stateNames: Set<String> = []
  ) -> [Finding] {
    let fleet = FleetMembers(containers, selectors: selectors, sources: sources, stateNames: stateNames)
    return [FleetCheck().judge(fleet), FleetNamesCheck().judge(fleet)].compactMap(\.self)
  }

  @Test func `Each rule is reported with its containers`() {
    let findings = Self.findings(
      Self.decoy("b", "omega", "ssh"),
      Self.decoy("a", "omega", "smtp", state: "exited"),
      Self.container("t", ["decnet.topology.service": "true"]),
      Self.container("old-ssh"),
      Self.container("mine", ["honeypot": "true"]),
      Self.container("other"),
      selectors: [("honeypot", "true")],
      stateNames: ["old-ssh"]
    )
    #expect(
      findings[0]
        == .ok(
          "5 of 6 containers, 4 running: 2 by label decnet.fleet.service (a, b),"
            + " 1 by label decnet.topology.service (t), 1 by selector honeypot=true (mine), 1 by the state file (old-ssh)"
        )
    )
  }

  @Test func `Images that make members are reported`() {
    let findings = Self.findings(
      Self.container("a", image: "cowrie/cowrie:latest"),
      Self.container("b", image: "cowrie/cowrie:latest"),
      Self.container("c", image: "me/decoy"),
      Self.container("d", image: "nginx"),
      sources: SourceRules(library: .builtIn, takesHoneypots: true, images: [Glob("me/decoy")])
    )
    #expect(
      findings.first
        == .ok(
          "3 of 4 containers, 3 running: 2 by image cowrie/cowrie:latest (a, b), 1 by image me/decoy (c)"
        )
    )
  }

  @Test func `Containers without both labels share none`() {
    let findings = Self.findings(
      Self.container("a", ["honeypot": "true", "decnet.fleet.decky": "omega"]),
      Self.container("b", ["honeypot": "true", "decnet.fleet.decky": "omega"]),
      Self.container("c", ["honeypot": "true"]),
      Self.container("d", ["honeypot": "true"]),
      selectors: [("honeypot", "true")]
    )
    #expect(findings.count == 1)
    #expect(findings[0].verdict == .ok)
  }

  @Test func `An empty fleet is reported with what would make a member`() {
    let findings = Self.findings(Self.container("other"))
    #expect(findings.count == 1)
    #expect(findings[0].verdict == .warning)
    #expect(findings[0].found == "none of the engine's 1 containers belongs to the fleet")
    for word in [
      "decnet.fleet.service=true", "decnet.topology.service=true", "--select LABEL=VALUE", "state file",
      "--honeypots",
      "--image GLOB",
    ] {
      #expect(findings[0].advice?.contains(word) == true)
    }
  }

  @Test func `Containers of honeypots' images outside the fleet are named`() {
    let pot = Self.container("pot", image: "cowrie/cowrie:latest")
    let stopped = Self.container("old", image: "cowrie/cowrie", state: "exited")
    let alone = Self.findings(pot, stopped, Self.container("web", image: "nginx"))
    #expect(alone[0].verdict == .warning)
    #expect(alone[0].found.hasSuffix("; of known honeypots' images, but not of the fleet: pot"))
    #expect(alone[0].advice == "`decklog collect --honeypots` collects them.")
    let beside = Self.findings(pot, Self.decoy("a", "omega", "ssh"))
    #expect(beside[0].verdict == .ok)
    #expect(beside[0].advice == "`decklog collect --honeypots` collects them too.")
    let collected = Self.findings(pot, sources: SourceRules(library: .builtIn, takesHoneypots: true))
    #expect(collected[0].verdict == .ok)
    #expect(collected[0].advice == nil)
  }

  @Test func `A fleet of which none runs is a warning`() {
    let findings = Self.findings(Self.decoy("a", "omega", "ssh", state: "exited"))
    #expect(findings.map(\.verdict) == [.warning])
    #expect(findings[0].advice?.contains("start them") == true)
  }

  @Test func `Two running containers of the same decky and service are a warning`() {
    let findings = Self.findings(
      Self.decoy("a", "omega", "ssh"),
      Self.decoy("b", "omega", "ssh"),
      Self.decoy("c", "omega", "smtp")
    )
    #expect(findings[1].verdict == .warning)
    #expect(findings[1].found.hasSuffix("omega/ssh: a, b"))
  }

  @Test func `A stopped container and its successor are no duplicates`() {
    let findings = Self.findings(
      Self.decoy("a", "omega", "ssh", state: "exited"),
      Self.decoy("b", "omega", "ssh"),
      Self.decoy("c", "omega", "smtp")
    )
    #expect(findings[1].verdict == .ok)
  }

  @Test func `Hostile labels are made printable and cut`() {
    let evil = "\u{1B}[31m" + String(repeating: "x", count: 10_000)
    let findings = Self.findings(Self.decoy("a", evil, "ssh"), Self.decoy("b", evil, "ssh"))
    #expect(findings[1].verdict == .warning)
    #expect(!findings[1].found.contains("\u{1B}"))
    #expect(findings[1].found.utf8.count < 300)
  }
}
