/// How long to wait before the engine is asked again: ever longer, and never much longer than it has been away.
struct OutageClock {
  private static let shortest = Duration.seconds(1)
  private static let longest = Duration.seconds(30)

  private var since: ContinuousClock.Instant?

  /// The engine has not answered.
  ///
  /// - Returns: a quarter of the outage so far, within 1 s and 30 s.
  mutating func pause() -> Duration {
    let now = ContinuousClock.now
    let start = since ?? now
    since = start
    return min(max(Self.shortest, (now - start) / 4), Self.longest)
  }

  /// The engine has answered.
  mutating func reset() {
    since = nil
  }
}
