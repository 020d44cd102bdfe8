/// An amount that is there at the beginning, and comes again at the same rate: so much each second.
struct RateBudget: Sendable {
  private let perSecond: Double
  private var left: Double
  private var time: ContinuousClock.Instant

  /// A budget; what is not used in a second is lost.
  init(perSecond: Int, now: ContinuousClock.Instant) {
    self.perSecond = Double(perSecond)
    left = Double(perSecond)
    time = now
  }

  /// What is left now, in whole units.
  mutating func amount(_ now: ContinuousClock.Instant) -> Int {
    left = min(perSecond, left + (now - time) / .seconds(1) * perSecond)
    time = now
    return Int(left)
  }

  /// Takes some of what ``amount(_:)`` has said.
  mutating func spend(_ amount: Int) {
    left -= Double(amount)
  }
}
