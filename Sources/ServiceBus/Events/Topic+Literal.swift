extension Topic {
  /// A topic that stands in a program.
  ///
  /// One that is no topic is a fault of the program, and ends it. Text from elsewhere goes to ``init(_:)``.
  public init(literal text: StaticString) {
    guard let topic = Self(validating: text.description) else { preconditionFailure("'\(text)' is no topic") }
    self = topic
  }
}
