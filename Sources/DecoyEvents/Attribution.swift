/// How the attacker's address was found in an event.
public enum Attribution: Sendable, Hashable {
  /// In a parameter that the service wrote itself.
  case field
  /// In a `key=value` pair of the message, or in a parameter of an unwrapped event.
  case message
  /// In the message's prose.
  case prose
  /// Nowhere.
  case none
}
