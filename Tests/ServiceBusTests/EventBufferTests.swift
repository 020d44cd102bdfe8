import Testing

@testable import ServiceBus

@Suite("The buffer of a subscription")
struct EventBufferTests {
  private func buffer(count: Int = 1024, bytes: Int = 1 << 20) throws -> EventBuffer {
    EventBuffer(pattern: try TopicPattern(">"), countLimit: count, byteLimit: bytes)
  }

  private func event(_ length: Int) throws -> BusEvent {
    BusEvent(topic: try Topic("a"), type: "x", payload: [UInt8](repeating: 0x20, count: length))
  }

  @Test func `At its limits nothing goes, and beyond them the oldest events do`() async throws {
    let counted = try buffer(count: 3)
    for length in 0..<3 { #expect(counted.send(try event(length)) == 0) }
    #expect(counted.send(try event(3)) == 1)
    #expect(await counted.next()?.payload.count == 1)

    let size = try event(100).size
    let sized = try buffer(bytes: 2 * size)
    #expect(sized.send(try event(100)) == 0)
    #expect(sized.send(try event(100)) == 0)
    #expect(sized.send(try event(101)) == 2)
    #expect(sized.send(try event(100_000)) == 1)
    #expect(await sized.next()?.payload.count == 100_000)
  }

  @Test func `Who waits gets the next event, and nothing when it ends or the task is cancelled`() async throws
  {
    let buffer = try buffer()
    let first = try event(1)
    async let waited = buffer.next()
    _ = buffer.send(first)
    // Whether the other waits by now or not, this is enough.
    while await !Self.woken(buffer) { await Task.yield() }
    #expect(await waited == first)

    await withTaskGroup { group in
      group.addTask { await buffer.next() }
      group.cancelAll()
      #expect(await group.next() == .some(nil))
    }
    _ = buffer.send(first)
    buffer.finish()
    #expect(await buffer.next() == first)
    #expect(await buffer.next() == nil)
    #expect(buffer.send(first) == 0)
  }

  private static func woken(_ buffer: EventBuffer) async -> Bool {
    buffer.wakeReader()
    return buffer.isEmpty
  }
}
