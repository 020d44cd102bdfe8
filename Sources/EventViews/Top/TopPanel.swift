package enum TopPanel: Int, CaseIterable, Sendable, Hashable {
  case attackers, deckies, services, eventTypes, credentials, lastEvents

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

  /// The title of the column for the service or attacker last seen.
  var noteTitle: String {
    switch self {
    case .attackers, .credentials: "SERVICE"
    case .deckies, .services, .eventTypes, .lastEvents: "ATTACKER"
    }
  }

  /// The panel so many places further, cyclically.
  func moved(by count: Int) -> TopPanel {
    TopPanel(rawValue: wrapped(Int64(rawValue + count), Self.allCases.count)) ?? self
  }
}
