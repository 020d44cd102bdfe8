import NIOCore
import Testing

@testable import ServiceBus

@Suite("The queue of frames")
struct FrameQueueTests {
  @Test func `When it is full the oldest go: exactly the newest 1024 stay`() {
    var queue = FrameQueue(frameLimit: 1024, byteLimit: .max)
    var dropped = 0
    for number in 0..<5000 { dropped += queue.append(ByteBuffer(integer: UInt32(number))) }
    #expect(dropped == 5000 - 1024)
    let kept = queue.take(atLeast: .max).map { $0.getInteger(at: $0.readerIndex, as: UInt32.self) }
    #expect(kept == (5000 - 1024..<5000).map { UInt32($0) })
    #expect(queue.isEmpty)
    #expect(queue.byteCount == 0)
  }

  @Test func `At the limit of bytes nothing goes, and beyond it the oldest do`() {
    var queue = FrameQueue(frameLimit: 1024, byteLimit: 100)
    #expect(queue.append(ByteBuffer(repeating: 1, count: 40)) == 0)
    #expect(queue.append(ByteBuffer(repeating: 2, count: 60)) == 0)
    #expect(queue.byteCount == 100)
    #expect(queue.append(ByteBuffer(repeating: 3, count: 1)) == 1)
    #expect(queue.byteCount == 61)
    #expect(queue.append(ByteBuffer(repeating: 4, count: 500)) == 2)
    #expect(queue.count == 1)
    #expect(queue.removeAll() == 1)
    #expect(queue.byteCount == 0)
  }

  @Test func `Frames are taken until they have the bytes that were asked for`() {
    var queue = FrameQueue(frameLimit: 10, byteLimit: .max)
    for _ in 0..<5 { _ = queue.append(ByteBuffer(repeating: 0, count: 10)) }
    #expect(queue.take(atLeast: 11).count == 2)
    #expect(queue.take(atLeast: 1).count == 1)
    #expect(queue.take(atLeast: .max).count == 2)
    #expect(queue.take(atLeast: 1).isEmpty)
  }

  @Test func `Urgent frames go first, stay when others have to go, and only make room for each other`() {
    var queue = FrameQueue(frameLimit: 2, byteLimit: 100)
    var dropped = queue.append(urgent: ByteBuffer(integer: UInt8(1)))
    for number in UInt8(10)..<20 { dropped += queue.append(ByteBuffer(integer: number)) }
    #expect(dropped == 8)
    #expect(queue.count == 3)
    let taken = queue.take(atLeast: .max).map { $0.getInteger(at: 0, as: UInt8.self) }
    #expect(taken == [1, 18, 19])
    for number in 0..<FrameQueue.urgentLimit {
      dropped += queue.append(urgent: ByteBuffer(integer: UInt8(number)))
    }
    dropped += queue.append(urgent: ByteBuffer(integer: UInt8(99)))
    #expect(dropped == 9)
    let first = queue.popFirst()
    #expect(first?.getInteger(at: 0, as: UInt8.self) == 1)
    let rest = queue.removeAll()
    #expect(rest == FrameQueue.urgentLimit - 1)
    #expect(queue.byteCount == 0)
  }
}
