/// How many events may be published: so many a second, and as many at once after a quiet second.
struct EventRate: Sendable {
  /// Events a second.
  private let limit: Double
  private var allowance: Double
  private var last: ContinuousClock.Instant

  /// - Parameters:
  ///   - limit: events a second.
  ///   - now: when it begins.
  init(limit: Int, now: ContinuousClock.Instant) {
    self.limit = Double(limit)
    allowance = self.limit
    last = now
  }

  /// Whether events may be published. What goes beyond the allowance is taken from the time to come.
  mutating func take(_ count: Int, at now: ContinuousClock.Instant) -> Bool {
    let passed = now - last
    last = now
    allowance = min(limit, allowance + limit * (passed / .seconds(1)))
    guard allowance > 0 else { return false }
    allowance -= Double(count)
    return true
  }
}
