import Basics
import Testing

struct TokenBucketTests {
  /// What becomes of so many tokens, so many milliseconds after the start, at 1,000 tokens a second.
  private static func taken(_ requests: [(count: Int, after: Int)]) -> [Bool] {
    let start = ContinuousClock.now
    var bucket = TokenBucket(perSecond: 1000, now: start)
    return requests.map { bucket.take($0.count, at: start + .milliseconds($0.after)) }
  }

  @Test func `A second's worth may be taken at once, and then as many as time brings`() {
    #expect(Self.taken([(400, 0), (600, 0), (1, 0)]) == [true, true, false])
    #expect(Self.taken([(1000, 0), (100, 100), (1, 100), (1, 101)]) == [true, true, false, true])
  }

  @Test func `Tokens taken beyond the balance are owed to later refills`() {
    #expect(Self.taken([(3000, 0), (1, 1999), (1, 2001)]) == [true, false, true])
  }

  @Test func `Idle time saves up at most a second's worth`() {
    #expect(Self.taken([(1000, 3_600_000), (1, 3_600_000)]) == [true, false])
  }

  @Test func `Only whole tokens are available, and none while some are owed`() {
    let start = ContinuousClock.now
    var bucket = TokenBucket(perSecond: 50, now: start)
    let first = bucket.available(at: start)
    bucket.spend(50)
    let later = [10, 200, 3_600_000].map { bucket.available(at: start + .milliseconds($0)) }
    #expect([first] + later == [50, 0, 10, 50])
    bucket.spend(100)
    let owing = bucket.available(at: start + .milliseconds(3_600_010))
    #expect(owing == 0)
  }
}
