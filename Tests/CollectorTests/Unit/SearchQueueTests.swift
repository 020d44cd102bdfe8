import Testing

@testable import Collector
@testable import Records

@Suite("Sessions that wait for their transcripts")
struct SearchQueueTests {
  private static func payload(_ bytes: Int = 0) throws -> SessionPayload {
    var record = EventRecord(
      timestamp: "2026-03-04 09:00:00",
      decky: String(repeating: "d", count: bytes),
      service: "ssh",
      eventType: "session_recorded",
      fields: ["sid": "12345678"]
    )
    record.attackerIP = "198.51.100.23"
    var aggregator = SessionAggregator(lifetime: 60)
    let session = aggregator.add(record, at: 0)
    return aggregator.payload(of: try #require(session), limit: 1 << 20)
  }

  @Test("beyond so many sessions there is no room, until one is done")
  func count() async throws {
    let queue = SearchQueue()
    let payload = try Self.payload()
    for _ in 0..<SearchQueue.countLimit { #expect(queue.offer(payload)) }
    #expect(!queue.offer(payload))
    var taken = 0
    var hasRoom: [Bool] = []
    await queue.forEach { _ in
      taken += 1
      if taken <= 2 { hasRoom.append(queue.offer(payload)) }
      if taken == 2 { queue.finish() }
    }
    // The first was still being worked on.
    #expect(hasRoom == [false, true])
    #expect(taken == SearchQueue.countLimit + 1)
  }

  @Test("beyond so many bytes there is no room")
  func bytes() throws {
    let queue = SearchQueue()
    let payload = try Self.payload(1_000_000)
    for _ in 0..<8 { #expect(queue.offer(payload)) }
    #expect(!queue.offer(payload))
    #expect(queue.offer(try Self.payload()))
  }
}
