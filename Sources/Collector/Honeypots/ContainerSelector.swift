package import Formats

/// Selects containers: `label:KEY=VALUE`, `name:GLOB` or `image:GLOB`.
package enum ContainerSelector: Sendable, Hashable {
  case label(key: String, value: String)
  case name(Glob)
  case image(Glob)

  /// What such a text looks like, for messages.
  package static let expected = "label:KEY=VALUE, name:GLOB or image:GLOB"

  /// Reads `SELECTOR=REST`.
  ///
  /// - Returns: `nil` if the text does not begin with a selector.
  package static func split(_ text: String) -> (selector: ContainerSelector, rest: String)? {
    func part(_ text: Substring) -> (Substring, Substring)? {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
      return (text[..<equals], text[text.index(after: equals)...])
    }
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let body = text[text.index(after: colon)...]
    guard let (first, rest) = part(body) else { return nil }
    switch text[..<colon] {
    case "name": return (.name(Glob(String(first))), String(rest))
    case "image": return (.image(Glob(String(first))), String(rest))
    case "label":
      // An empty value is one too.
      guard let equals = rest.firstIndex(of: "=") else { return nil }
      let selector = ContainerSelector.label(key: String(first), value: String(rest[..<equals]))
      return (selector, String(rest[rest.index(after: equals)...]))
    default: return nil
    }
  }

  /// Whether a container is selected.
  ///
  /// - Parameter image: the member's.
  func matches(_ member: FleetMember, image: ImageName) -> Bool {
    switch self {
    case .label(let key, let value): member.labels[key] == value
    case .name(let glob): glob.matches(member.name)
    case .image(let glob): glob.matches(image)
    }
  }
}
