/// Ends a subscription when nobody holds it any longer.
final class SubscriptionLease: Sendable {
  let buffer: EventBuffer
  private let onEnd: @Sendable (EventBuffer) -> Void

  init(buffer: EventBuffer, onEnd: @escaping @Sendable (EventBuffer) -> Void) {
    self.buffer = buffer
    self.onEnd = onEnd
  }

  deinit {
    onEnd(buffer)
  }
}
