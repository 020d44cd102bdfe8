import Testing

@testable import Collector

@Suite("Memory that log files are read into")
struct LogReadBufferTests {
  @Test func `A reader that is far behind reads in larger steps, as many readers at once as may`() {
    let largeReads = LargeReads(limit: 2)
    let readers = (0..<3).map { _ in LogReadBuffer(largeReads) }
    #expect(readers.map(\.capacity) == [16 << 10, 16 << 10, 16 << 10])
    for reader in readers { reader.noteFilled(mustGrow: false) }
    #expect(readers.map(\.capacity) == [64 << 10, 64 << 10, 64 << 10])
    for _ in 0..<3 {
      for reader in readers { reader.noteFilled(mustGrow: false) }
      #expect(readers.map(\.capacity) == [256 << 10, 256 << 10, 64 << 10])
    }
  }

  @Test func `A reader that ends leaves its place to another one`() {
    let largeReads = LargeReads(limit: 1)
    for _ in 0..<3 {
      let reader = LogReadBuffer(largeReads)
      for _ in 0..<2 { reader.noteFilled(mustGrow: false) }
      #expect(reader.capacity == 256 << 10)
    }
    #expect(largeReads.take())
    #expect(!largeReads.take())
  }

  @Test func `A record that is longer than the memory has it doubled, whoever else reads`() {
    let reader = LogReadBuffer(LargeReads(limit: 0))
    for _ in 0..<5 { reader.noteFilled(mustGrow: true) }
    #expect(reader.capacity == 512 << 10)
    reader.noteFilled(mustGrow: false)
    #expect(reader.capacity == 512 << 10)
  }
}
