import Synchronization

/// A value for one taker, which nobody else keeps.
final class Handover<Value: Sendable>: Sendable {
  private let value: Mutex<Value?>

  init(_ value: Value?) { self.value = Mutex(value) }

  /// The value, once.
  func take() -> Value? { value.withLock { $0.take() } }
}
