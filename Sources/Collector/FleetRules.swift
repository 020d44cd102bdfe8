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
    let prefixes = ["decnet.fleet", "decnet.topology"]
    let prefix = prefixes.first { labels["\($0).service"] == "true" }
    guard
      prefix != nil || stateNames.contains(name)
        || selectors.contains(where: { labels[$0.label] == $0.value })
    else { return nil }
    // Whatever made it a member: a container whose labels name a decky can't speak for another.
    func label(_ suffix: String) -> String? {
      let named = (prefix.map { [$0] } ?? prefixes).lazy.compactMap { labels["\($0).\(suffix)"] }
      return named.first { !$0.isEmpty }
    }
    return FleetMember(id: id, name: name, decky: label("decky"), service: label("service_name"))
  }
}
