import Testing

@testable import Collector

struct FollowerQueueTests {
  @Test(arguments: [(0, 1), (2, 1), (3, 1), (6, 2), (600, 200), (Int.min, 1)])
  func `As many outputs are read as there are descriptors for, and one in any case`(
    openFiles: Int,
    limit: Int
  ) {
    #expect(FollowerQueue(openFiles: openFiles).limit == limit)
  }

  @Test func `Those that wait are started when others end, in their order`() async throws {
    try await UnitFleet.with { fleet in
      var queue = FollowerQueue(openFiles: 6)
      let followers = (0..<5).flatMap { fleet.event("start", "\($0)") }
      #expect(queue.start(followers, hasEnded: false).map(\.member.id) == ["0", "1"])
      #expect(queue.isFull)
      #expect(queue.start([], hasEnded: false).isEmpty)
      #expect(queue.start([], hasEnded: true).map(\.member.id) == ["2"])
      #expect(queue.start(fleet.event("start", "5"), hasEnded: true).map(\.member.id) == ["3"])
      #expect(queue.start([], hasEnded: true).map(\.member.id) == ["4"])
      #expect(queue.start([], hasEnded: true).map(\.member.id) == ["5"])
      #expect(!queue.isFull)
    }
  }
}
