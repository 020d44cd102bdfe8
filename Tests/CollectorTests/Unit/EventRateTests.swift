import Testing

@testable import Collector

@Suite("How many events are published")
struct EventRateTests {
  /// What becomes of commits of so many events, so many milliseconds after the start, at 1,000 events a second.
  private static func taken(_ commits: [(count: Int, after: Int)]) -> [Bool] {
    let start = ContinuousClock.now
    var rate = EventRate(limit: 1000, now: start)
    return commits.map { rate.take($0.count, at: start + .milliseconds($0.after)) }
  }

  @Test("a second's worth may come at once, and then as many as time brings")
  func rate() {
    #expect(Self.taken([(400, 0), (600, 0), (1, 0)]) == [true, true, false])
    #expect(Self.taken([(1000, 0), (100, 100), (1, 100), (1, 101)]) == [true, true, false, true])
  }

  @Test("a large commit is taken whole, and paid for by the time that follows")
  func debt() {
    #expect(Self.taken([(3000, 0), (1, 1999), (1, 2001)]) == [true, false, true])
  }

  @Test("quiet does not save up more than a second's worth")
  func quiet() {
    #expect(Self.taken([(1000, 3_600_000), (1, 3_600_000)]) == [true, false])
  }
}
