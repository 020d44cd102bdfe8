/// Why a container belongs to the fleet.
package enum FleetRule: Sendable, Hashable {
  /// This label of the framework's is `true`.
  case label(String)
  /// The state file names it.
  case stateFile
  /// The operator's selector `LABEL=VALUE` matches it.
  case selector(String)
  /// Its image is one of the operator's, or of a known honeypot.
  case image(String)
}

/// Which containers belong to the fleet.
package struct FleetRules: Sendable {
  /// The operator's `LABEL=VALUE`.
  package typealias Selector = (label: String, value: String)

  private static let prefixes = ["decnet.fleet", "decnet.topology"]

  private let selectors: [Selector]
  private let sources: SourceRules

  /// - Parameters:
  ///   - selectors: in addition to the framework's labels.
  ///   - sources: which images belong to the fleet, and which labels its members keep.
  package init(selectors: [Selector], sources: SourceRules = .none) {
    self.selectors = selectors
    self.sources = sources
  }

  /// The container as a member of the fleet; `nil` if no rule makes it one.
  ///
  /// - Parameters:
  ///   - image: as the engine names it.
  ///   - stateNames: the names in the state file.
  package func member(
    id: String,
    names: [String],
    image: String,
    labels: [String: String],
    stateNames: Set<String>
  ) -> FleetMember? {
    guard !id.isEmpty, id.utf8.count <= FleetMember.longestName else { return nil }
    let name = names.first(where: { stateNames.contains($0) }) ?? names.first ?? String(id.prefix(12))
    let prefix = Self.prefixes.first { labels["\($0).service"] == "true" }
    let rule: FleetRule
    if let prefix {
      rule = .label("\(prefix).service")
    } else if stateNames.contains(name) {
      rule = .stateFile
    } else if let selector = selectors.first(where: { labels[$0.label] == $0.value }) {
      rule = .selector("\(selector.label)=\(selector.value)")
    } else if sources.isHoneypot(image: image) {
      rule = .image(FleetMember.bounded(image))
    } else {
      return nil
    }
    // Whatever the rule: a container whose labels name a decky can't speak for another.
    func label(_ suffix: String) -> String? {
      let named = (prefix.map { [$0] } ?? Self.prefixes).lazy.compactMap { labels["\($0).\(suffix)"] }
      return named.first { !$0.isEmpty }.map { FleetMember.bounded($0) }
    }
    return FleetMember(
      id: id,
      name: FleetMember.bounded(name),
      decky: label("decky"),
      service: label("service_name"),
      image: FleetMember.bounded(image),
      labels: sources.keptLabels(of: labels),
      rule: rule
    )
  }
}
