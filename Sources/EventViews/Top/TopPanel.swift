/// A part of the view.
public enum TopPanel: Int, CaseIterable, Sendable, Hashable {
  case attackers, deckies, services, eventTypes, credentials, lastEvents

  /// What stands above it.
  var title: String {
    switch self {
    case .attackers: "ATTACKERS"
    case .deckies: "DECKIES"
    case .services: "SERVICES"
    case .eventTypes: "EVENT TYPES"
    case .credentials: "CREDENTIALS"
    case .lastEvents: "LAST EVENTS"
    }
  }

  /// What is told of who was seen last with a key.
  var noteTitle: String {
    switch self {
    case .attackers, .credentials: "SERVICE"
    case .deckies, .services, .eventTypes, .lastEvents: "ATTACKER"
    }
  }

  /// The one after it, in a circle.
  func moved(by count: Int) -> TopPanel {
    let all = Self.allCases.count
    return TopPanel(rawValue: ((rawValue + count) % all + all) % all) ?? self
  }
}
