/// When the next request may be made: pauses grow while requests fail, also from one batch of spans to the next.
struct ExportPauses {
  private let shortest: Duration
  private let longest: Duration
  private let longestAsked: Duration
  private var next: Duration
  /// Not before then.
  private(set) var turn: ContinuousClock.Instant

  init(_ settings: TracingSettings) {
    shortest = settings.shortestPause
    longest = settings.longestPause
    longestAsked = settings.longestRetryAfter
    next = shortest
    turn = .now
  }

  /// It has gone well.
  mutating func reset() { next = shortest }

  /// A request has failed.
  ///
  /// - Parameter asked: how long the endpoint wants to be left alone.
  mutating func fail(asked: Duration?, now: ContinuousClock.Instant = .now) {
    // Between a half and all of it, so that many collectors don't come back at once.
    let pause = next * Double.random(in: 0.5...1)
    next = min(next * 2, longest)
    turn = now + (asked.map { min($0, longestAsked) } ?? pause)
  }
}
