extension Frame {
  /// What a frame is for.
  enum Verb: String {
    /// The client says its name; the first frame of a connection.
    case hello = "HELLO"
    /// The client publishes an event.
    case publish = "PUB"
    /// The client wants events.
    case subscribe = "SUB"
    /// The client no longer wants them.
    case unsubscribe = "UNSUB"
    /// The broker delivers an event.
    case event = "EVT"
    /// The sender is about to close the connection.
    case bye = "BYE"

    /// Whether the argument of a header with this verb is what it has to be.
    func accepts(_ argument: String) -> Bool {
      switch self {
      case .hello: return (1...BusLimit.name).contains(argument.utf8.count)
      case .publish, .event: return Topic(validating: argument) != nil
      case .subscribe, .unsubscribe: return TopicPattern(validating: argument) != nil
      case .bye: return argument.isEmpty
      }
    }
  }
}
