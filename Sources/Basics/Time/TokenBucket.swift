/// Tokens that come at a constant rate; at most a second's worth is saved up.
package struct TokenBucket: Sendable {
  private let perSecond: Double
  private var tokens: Double
  private var last: ContinuousClock.Instant

  /// A full bucket.
  ///
  /// - Parameters:
  ///   - perSecond: how many tokens come in a second.
  ///   - now: when it begins.
  package init(perSecond: Int, now: ContinuousClock.Instant) {
    self.perSecond = Double(perSecond)
    tokens = self.perSecond
    last = now
  }

  /// How many whole tokens there are.
  package mutating func available(at now: ContinuousClock.Instant) -> Int {
    refill(at: now)
    return Int(max(0, tokens))
  }

  /// Takes tokens, on credit if there are not enough: those that come next pay for it.
  package mutating func spend(_ count: Int) { tokens -= Double(count) }

  /// Takes tokens if there are any.
  ///
  /// - Returns: whether it did.
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
