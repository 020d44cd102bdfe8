internal import Collector
internal import DockerEngine

/// The containers of the fleet.
struct FleetFacts: Sendable {
  /// One of them.
  struct Member: Sendable, Hashable {
    var name: String
    var id: String
    var decky: String?
    var service: String?
    var rule: FleetRule
    var isRunning: Bool
  }

  var members: [Member]
  /// How many containers the engine has, those of the fleet among them.
  var total: Int

  /// The members among the engine's containers, by the rules of the collector itself.
  init(
    _ containers: [ContainerSummary],
    selectors: [FleetRules.Selector],
    stateNames: Set<String>
  ) {
    let rules = FleetRules(selectors: selectors)
    total = containers.count
    members = containers.compactMap { container in
      rules.membership(
        id: container.id,
        names: container.names,
        labels: container.labels,
        stateNames: stateNames
      ).map { member, rule in
        Member(
          name: member.name,
          id: member.id,
          decky: member.decky,
          service: member.service,
          rule: rule,
          isRunning: container.isRunning
        )
      }
    }
  }
}
