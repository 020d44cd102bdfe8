import Testing

@testable import decklog

@Suite("The last lines of many")
struct LastLinesTests {
  @Test(arguments: [1, 3, 10, 100])
  func `Are as many as are wanted, in order`(capacity: Int) {
    var lines = LastLines(capacity)
    for number in UInt8(0)..<25 { lines.append([number]) }
    #expect(lines.lines == (UInt8(25 - min(25, capacity))..<25).map { [$0] })
    #expect(lines.isFull == (capacity <= 25) && lines.left == 0)
  }

  @Test func `Are fewer where they are too long together, and that is counted`() {
    var lines = LastLines(8)
    let line = [UInt8](repeating: 1, count: LastLines.mostBytes / 4)
    for _ in 0..<20 { lines.append(line[...]) }
    #expect(lines.lines.count == 4 && lines.left == 4)
    for _ in 0..<8 { lines.append([1]) }
    #expect(lines.lines.count == 8 && lines.left == 0)
  }
}
