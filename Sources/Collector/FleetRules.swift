/// Which containers belong to the fleet.
struct FleetRules: Sendable {
  /// One `LABEL=VALUE` of the operator's.
  typealias Selector = (label: String, value: String)

  private let selectors: [Selector]

  /// - Parameter selectors: besides the framework's own labels.
  init(selectors: [Selector]) {
    self.selectors = selectors
  }

  /// The container as a member of the fleet, or `nil` where it is none.
  ///
  /// - Parameters:
  ///   - labels: the container's labels; an event's attributes hold them too.
  ///   - stateNames: the names that the state file gives.
  func member(
    id: String,
    names: [String],
    labels: [String: String],
    stateNames: Set<String>
  ) -> FleetMember? {
    guard !id.isEmpty else { return nil }
    let name = names.first(where: { stateNames.contains($0) }) ?? names.first ?? String(id.prefix(12))
    for prefix in ["decnet.fleet", "decnet.topology"] where labels["\(prefix).service"] == "true" {
      return FleetMember(
        id: id,
        name: name,
        decky: labels["\(prefix).decky"],
        service: labels["\(prefix).service_name"]
      )
    }
    guard stateNames.contains(name) || selectors.contains(where: { labels[$0.label] == $0.value })
    else { return nil }
    return FleetMember(id: id, name: name, decky: nil, service: nil)
  }
}
