import DecoyEvents
import Formats
import Testing

@testable import Collector

struct FleetRulesTests {
  private static let fleet = [
    "decnet.fleet.service": "true", "decnet.fleet.decky": "omega", "decnet.fleet.service_name": "ssh",
  ]
  private static let topology = [
    "decnet.topology.service": "true", "decnet.topology.decky": "relay",
    "decnet.topology.service_name": "smtp",
    "decnet.topology.id": "7",
  ]
  private static let selectors = [("honeypot", "true"), ("tier", "edge"), ("empty", "")]

  @Test func `The fleet's label makes a member, with decky and service`() {
    let member = member(labels: Self.fleet)
    let rule = FleetRule.label("decnet.fleet.service")
    #expect(member == FleetMember(id: "c0ffee", name: "name", decky: "omega", service: "ssh", rule: rule))
  }

  @Test func `A topology's label makes a member, with decky and service`() {
    let member = member(labels: Self.topology)
    let rule = FleetRule.label("decnet.topology.service")
    #expect(member == FleetMember(id: "c0ffee", name: "name", decky: "relay", service: "smtp", rule: rule))
  }

  @Test func `Of both, the fleet's counts`() {
    #expect(member(labels: Self.fleet.merging(Self.topology) { $1 })?.decky == "omega")
  }

  @Test func `Labels may lack decky and service`() {
    let member = member(labels: ["decnet.fleet.service": "true"])
    #expect(member == FleetMember(id: "c0ffee", name: "name", rule: .label("decnet.fleet.service")))
  }

  @Test(
    arguments: [
      [:], ["decnet.fleet.service": "false"], ["decnet.fleet.service": "True"], ["decnet.fleet.service": "1"],
      ["decnet.fleet.service": ""], ["decnet.topology.service": "yes"], ["decnet.fleet.services": "true"],
      ["DECNET.FLEET.SERVICE": "true"], ["decnet.fleet.decky": "omega", "decnet.fleet.service_name": "ssh"],
      ["decnet.fleet.base": "true", "decnet.fleet.decky": "omega"], ["honeypot": "false"], ["honeypot": ""],
      ["honeypot": "true "], ["tier": "core"], ["true": "honeypot"],
    ]
  )
  func `Other labels make no member`(labels: [String: String]) {
    #expect(member(labels: labels) == nil)
  }

  @Test(
    arguments: [
      (["honeypot": "true"], "honeypot=true"), (["tier": "edge"], "tier=edge"),
      (["honeypot": "false", "tier": "edge"], "tier=edge"), (["empty": ""], "empty="),
    ]
  )
  func `A selector of the operator's makes a member without decky`(labels: [String: String], text: String) {
    #expect(member(labels: labels) == FleetMember(id: "c0ffee", name: "name", rule: .selector(text)))
  }

  @Test(arguments: ["decnet.fleet.decky", "decnet.topology.decky"])
  func `Whatever makes a member, the decky of its labels is its own`(label: String) {
    #expect(member(labels: ["honeypot": "true", label: "omega"])?.decky == "omega")
    #expect(member(names: ["omega-ssh"], labels: [label: "omega"], states: ["omega-ssh"])?.decky == "omega")
  }

  @Test func `An empty label names no decky and no service`() {
    let labels = [
      "decnet.fleet.service": "true", "decnet.fleet.decky": "", "decnet.fleet.service_name": "",
    ]
    let rule = FleetRule.label("decnet.fleet.service")
    #expect(member(labels: labels) == FleetMember(id: "c0ffee", name: "name", rule: rule))
  }

  @Test func `A name of the state file makes a member`() {
    let states: Set<String> = ["omega-ssh"]
    #expect(member(names: ["omega-ssh"], states: states)?.name == "omega-ssh")
    #expect(member(names: ["omega-ssh2"], states: states) == nil)
    #expect(member(names: ["omega"], states: states) == nil)
  }

  @Test func `Of several names that of the state file counts`() {
    let names = ["other/alias", "omega-ssh", "third"]
    #expect(member(names: names, states: ["omega-ssh"])?.name == "omega-ssh")
    #expect(member(names: names, states: []) == nil)
    #expect(member(names: names, labels: ["honeypot": "true"])?.name == "other/alias")
  }

  @Test func `Labels tell decky and service of a container whose name is in the state file`() {
    let member = member(names: ["omega-ssh"], labels: Self.fleet, states: ["omega-ssh"])
    #expect(member?.decky == "omega")
    #expect(member?.service == "ssh")
  }

  @Test func `A container without an id is none`() {
    let rules = FleetRules(selectors: Self.selectors)
    #expect(rules.member(id: "", names: ["name"], image: "", labels: Self.fleet, stateNames: []) == nil)
  }

  @Test func `Without selectors only the framework's rules hold`() {
    let rules = FleetRules(selectors: [])
    let labels = ["honeypot": "true"]
    let member = rules.member(
      id: "c0ffee",
      names: ["a"],
      image: "cowrie/cowrie",
      labels: labels,
      stateNames: []
    )
    #expect(member == nil)
  }

  @Test func `A member's origin is what the engine says`() {
    let origin = FleetMember(id: "c0ffee", name: "omega-ssh", decky: "omega", rule: .stateFile).origin()
    #expect(origin.container == "omega-ssh")
    #expect(origin.id == "c0ffee")
    #expect(origin.decky == "omega")
    #expect(origin.service == nil)
  }

  @Test(
    arguments: [
      "cowrie/cowrie", "cowrie/cowrie:latest", "docker.io/cowrie/cowrie:v2.5.0",
      "ghcr.io/telekom-security/cowrie:24.04.1", "dtagdevsec/conpot@sha256:00", "cowrie", "me/decoy:3",
      "localhost/me/decoy",
    ]
  )
  func `An image of a known honeypot or of the operator's makes a member`(image: String) {
    let sources = SourceRules(library: .builtIn, takesHoneypots: true, images: [Glob("me/*")])
    #expect(member(image: image, sources: sources)?.rule == .image(image))
    #expect(member(image: image, sources: sources)?.image == image)
    #expect(member(image: image) == nil)
  }

  @Test(arguments: ["nginx", "you/decoy", "cowrie/cowrie-proxy", "", "sha256:0000"])
  func `Another image makes no member`(image: String) {
    let sources = SourceRules(library: .builtIn, takesHoneypots: true, images: [Glob("me/*")])
    #expect(member(image: image, sources: sources) == nil)
  }

  @Test func `Known honeypots are members on demand alone`() {
    let sources = SourceRules(library: .builtIn, images: [Glob("me/*")])
    #expect(member(image: "cowrie/cowrie", sources: sources) == nil)
    #expect(member(image: "me/decoy", sources: sources) != nil)
  }

  @Test(
    arguments: [
      (fleet, [], .label("decnet.fleet.service")), ([:], ["name"], .stateFile),
      (["honeypot": "true"], [], .selector("honeypot=true")),
    ] as [([String: String], Set<String>, FleetRule)]
  )
  func `The image counts last`(labels: [String: String], states: Set<String>, rule: FleetRule) {
    let sources = SourceRules(library: .builtIn, takesHoneypots: true)
    let member = member(labels: labels, states: states, image: "cowrie/cowrie", sources: sources)
    #expect(member?.rule == rule)
  }

  @Test func `A member keeps its labels for decklog, and those that selectors ask for`() throws {
    let library = FormatLibrary.builtIn
    let sources = SourceRules(
      library: library,
      formats: [(.label(key: "kind", value: "pit"), try FormatAssignment("cowrie", in: library))],
      files: [(.label(key: "role", value: "web"), try ContainerPath("/a"))]
    )
    let labels = [
      "honeypot": "true", "decklog.format": "cowrie", "decklog.x": "", "kind": "pit", "role": "db",
      "other": "1",
    ]
    let member = member(labels: labels, sources: sources)
    #expect(
      member?.labels == ["decklog.format": "cowrie", "decklog.x": "", "kind": "pit", "role": "db"]
    )
  }

  private func member(
    names: [String] = ["name"],
    labels: [String: String] = [:],
    states: Set<String> = [],
    image: String = "",
    sources: SourceRules = .none
  ) -> FleetMember? {
    FleetRules(selectors: Self.selectors, sources: sources)
      .member(id: "c0ffee", names: names, image: image, labels: labels, stateNames: states)
  }
}
