import Testing

@testable import Collector

@Suite("Records that wait for somebody")
struct RecordQueueTests {
  private static func records(_ count: Int, bytes: Int = 10) -> WrittenRecords {
    let record = [UInt8](repeating: UInt8(ascii: "x"), count: bytes - 1) + [UInt8(ascii: "\n")]
    return WrittenRecords(bytes: (0..<count).flatMap { _ in record }, count: count)
  }

  @Test func `Up to the limit they wait, and beyond it they are left out and counted`() async {
    let queue = RecordQueue(limit: 100)
    queue.offer(Self.records(6))
    queue.offer(Self.records(4))
    #expect(queue.dropped == 0)
    queue.offer(Self.records(1))
    #expect(queue.dropped == 1)
    queue.finish()
    var taken: [Int] = []
    await queue.forEach { written in
      taken.append(written.count)
      return true
    }
    #expect(taken == [6, 4])
  }

  @Test func `One commit alone may be larger, and what was taken makes room`() async {
    let queue = RecordQueue(limit: 100)
    queue.offer(Self.records(50))
    queue.offer(Self.records(1))
    #expect(queue.dropped == 1)
    await queue.forEach { _ in
      queue.offer(Self.records(1))
      return false
    }
    // The one that was being worked on still counted.
    #expect(queue.dropped == 2)
  }

  @Test func `They are handed on one by one, without their ends`() {
    var lines: [String] = []
    WrittenRecords(bytes: Array("{\"a\":1}\n\n{}\n".utf8), count: 3)
      .forEach { lines.append(String(decoding: $0, as: UTF8.self)) }
    #expect(lines == [#"{"a":1}"#, "", "{}"])
  }
}
