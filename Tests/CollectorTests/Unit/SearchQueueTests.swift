import Testing

@testable import Collector
@testable import Records

@Suite("Sessions that wait for their transcripts")
struct SearchQueueTests {
  private let queue = BoundedQueue<Int>(
    limit: SessionPublisher.searchLimit.bytes,
    countLimit: SessionPublisher.searchLimit.count
  )

  @Test func `Beyond the limit of sessions none is accepted until one is done`() async {
    let count = SessionPublisher.searchLimit.count
    for _ in 0..<count { #expect(queue.offer(0, size: 100)) }
    #expect(!queue.offer(0, size: 100))
    #expect(queue.dropped == 1)
    var taken = 0
    var hasRoom: [Bool] = []
    await queue.forEach { _ in
      taken += 1
      if taken <= 2 { hasRoom.append(queue.offer(0, size: 100)) }
      if taken == 2 { queue.finish() }
      return true
    }
    // The first was still being worked on.
    #expect(hasRoom == [false, true])
    #expect(taken == count + 1)
  }

  @Test func `Beyond the limit of bytes none is accepted`() {
    for _ in 0..<8 { #expect(queue.offer(0, size: 1_000_000)) }
    #expect(!queue.offer(0, size: 1_000_000))
    #expect(queue.offer(0, size: 100))
  }
}
