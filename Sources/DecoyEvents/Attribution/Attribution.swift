/// How the attacker's address was found in an event.
public enum Attribution: Sendable, Hashable {
  /// In a parameter that the service wrote itself.
  case field
  /// In a pair of the message with a field's name, as in `src_ip=1.2.3.4`, or in a parameter of an unwrapped event.
  case message
  /// In other text of the message.
  case prose
  /// In a field of a declared format which a client can set, as a proxy sets `X-Forwarded-For`.
  case header
  /// Nowhere.
  case none
}
