/// Lets a few warnings of one kind through in a while and counts the others: whoever can cause one must not fill a
/// disk with them.
struct WarningBudget: Sendable {
  private let limit: Int
  private let period: Duration
  private var start: ContinuousClock.Instant?
  private var used = 0
  private var suppressed = 0

  /// - Parameters:
  ///   - limit: the most warnings in a period.
  ///   - period: how long it lasts, from its first warning on.
  init(limit: Int = 10, period: Duration = .seconds(60)) {
    self.limit = limit
    self.period = period
  }

  /// Asks whether one more may be logged.
  ///
  /// - Returns: how many were left out since the last one that was logged; `nil` where this one is left out, too.
  mutating func take(at now: ContinuousClock.Instant = .now) -> Int? {
    if start.map({ now - $0 >= period }) ?? true {
      start = now
      used = 0
    }
    guard used < limit else {
      suppressed += 1
      return nil
    }
    used += 1
    defer { suppressed = 0 }
    return suppressed
  }
}
