/// A rate limit. At most one second's tokens accumulate.
package struct TokenBucket: Sendable {
  private let perSecond: Double
  private var tokens: Double
  private var last: ContinuousClock.Instant

  package init(perSecond: Int, now: ContinuousClock.Instant) {
    self.perSecond = Double(perSecond)
    tokens = self.perSecond
    last = now
  }

  /// The available whole tokens.
  package mutating func available(at now: ContinuousClock.Instant) -> Int {
    refill(at: now)
    return Int(max(0, tokens))
  }

  /// Takes tokens, on credit if there are too few.
  package mutating func spend(_ count: Int) { tokens -= Double(count) }

  /// Takes tokens unless there are none, on credit if there are too few. Returns whether it did.
  package mutating func take(_ count: Int, at now: ContinuousClock.Instant) -> Bool {
    refill(at: now)
    guard tokens > 0 else { return false }
    spend(count)
    return true
  }

  private mutating func refill(at now: ContinuousClock.Instant) {
    tokens = min(perSecond, tokens + perSecond * ((now - last) / .seconds(1)))
    last = now
  }
}
