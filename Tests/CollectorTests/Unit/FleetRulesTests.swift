import DecoyEvents
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
  private let rules = FleetRules(selectors: [("honeypot", "true"), ("tier", "edge"), ("empty", "")])

  @Test func `The fleet's label makes a member, with decky and service`() {
    let member = member(labels: Self.fleet)
    #expect(member == FleetMember(id: "c0ffee", name: "name", decky: "omega", service: "ssh"))
  }

  @Test func `A topology's label makes a member, with decky and service`() {
    let member = member(labels: Self.topology)
    #expect(member == FleetMember(id: "c0ffee", name: "name", decky: "relay", service: "smtp"))
  }

  @Test func `Of both, the fleet's counts`() {
    #expect(member(labels: Self.fleet.merging(Self.topology) { $1 })?.decky == "omega")
  }

  @Test func `Labels may lack decky and service`() {
    let member = member(labels: ["decnet.fleet.service": "true"])
    #expect(member == FleetMember(id: "c0ffee", name: "name", decky: nil, service: nil))
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

  @Test(arguments: [
    ["honeypot": "true"], ["tier": "edge"], ["honeypot": "false", "tier": "edge"], ["empty": ""],
  ])
  func `A selector of the operator's makes a member without decky`(labels: [String: String]) {
    #expect(member(labels: labels) == FleetMember(id: "c0ffee", name: "name", decky: nil, service: nil))
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
    #expect(member(labels: labels) == FleetMember(id: "c0ffee", name: "name", decky: nil, service: nil))
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
    #expect(rules.membership(id: "", names: ["name"], labels: Self.fleet, stateNames: []) == nil)
  }

  @Test func `Without selectors only the framework's rules hold`() {
    let rules = FleetRules(selectors: [])
    #expect(rules.membership(id: "c0ffee", names: ["a"], labels: ["honeypot": "true"], stateNames: []) == nil)
  }

  @Test func `A member's origin is what the engine says`() {
    let origin = FleetMember(id: "c0ffee", name: "omega-ssh", decky: "omega", service: nil).origin
    #expect(origin.container == "omega-ssh")
    #expect(origin.id == "c0ffee")
    #expect(origin.decky == "omega")
    #expect(origin.service == nil)
  }

  private func member(
    names: [String] = ["name"],
    labels: [String: String] = [:],
    states: Set<String> = []
  ) -> FleetMember? {
    rules.membership(id: "c0ffee", names: names, labels: labels, stateNames: states)?.member
  }
}
