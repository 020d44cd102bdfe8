/// What went wrong between decklog and a container engine.
///
/// Every failure of this module is one of these: ``code`` says what kind it is, so that a caller can decide;
/// ``message`` is one clear line for an operator; ``cause`` is the error underneath, where there was one.
/// Text that came from the engine is bounded and free of control characters before it gets into a message.
public struct EngineError: Error {
  /// The kind of failure.
  public var code: Code

  /// One line that says what failed and, where that helps, what would remedy it.
  public var message: String

  /// The error that led to this one.
  public var cause: (any Error)?

  /// Creates an error.
  public init(code: Code, message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }
}

extension EngineError: CustomStringConvertible {
  /// Code, message and cause in one line.
  public var description: String {
    if let cause = self.cause {
      return "\(self.code): \(self.message) (\(cause))"
    }
    return "\(self.code): \(self.message)"
  }
}
