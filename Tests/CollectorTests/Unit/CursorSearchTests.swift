import DecoyEvents
import Testing

@testable import Collector

struct CursorSearchTests {
  private typealias Line = ContainerLog.Line

  @Test func `The line is found, and all after it is new`() {
    let log = ContainerLog([("a\n", 1), ("b\n", 2), ("c\n", 3), ("d\n", 4)])
    #expect(new(log, after: Line("b", 2)) == ["c", "d"])
    #expect(new(log, after: Line("d", 4)) == [])
    #expect(new(log, after: Line("a", 1)) == ["b", "c", "d"])
  }

  @Test(
    arguments: [
      ContainerLog.Line("b", 5), .init("x", 2), .init("b", 2, 1), .init("b ", 2), .init("", 2), .init("B", 2),
    ]
  )
  func `Another time, text or number is another line`(line: ContainerLog.Line) {
    let log = ContainerLog([("a\n", 1), ("b\n", 2), ("c\n", 3)])
    #expect(new(log, after: line) == nil)
  }

  @Test func `An empty log holds no line`() {
    #expect(new(ContainerLog([]), after: Line("a", 1)) == nil)
  }

  @Test func `Identical lines with equal times are told apart by their number`() {
    let log = ContainerLog([("a\n", 1), ("b\n", 2), ("b\n", 2), ("b\n", 2), ("c\n", 3)])
    #expect(new(log, after: Line("b", 2, 0)) == ["b", "b", "c"])
    #expect(new(log, after: Line("b", 2, 1)) == ["b", "c"])
    #expect(new(log, after: Line("b", 2, 2)) == ["c"])
    #expect(new(log, after: Line("b", 2, 3)) == nil)
  }

  @Test func `In a tail the first time is not trusted, since lines of that time may be missing before it`() {
    let tail = ContainerLog([("b\n", 2), ("b\n", 2), ("c\n", 3), ("d\n", 4)])
    #expect(new(tail, after: Line("b", 2, 0), isFromBeginning: false) == nil)
    #expect(new(tail, after: Line("b", 2, 1), isFromBeginning: false) == nil)
    #expect(new(tail, after: Line("c", 3), isFromBeginning: false) == ["d"])
    #expect(new(tail, after: Line("b", 2, 1), isFromBeginning: true) == ["c", "d"])
  }

  @Test func `A tail that begins in the middle of a line does not mislead`() {
    let tail = ContainerLog([("b\n", 2), ("c\n", 3)])
    #expect(new(tail, after: Line("ab", 2), isFromBeginning: false) == nil)
    #expect(new(tail, after: Line("b", 2), isFromBeginning: false) == nil)
  }

  @Test func `A time that comes back after a step of the clock is found by the line`() {
    let log = ContainerLog([("a\n", 5), ("b\n", 2), ("c\n", 5), ("d\n", 6)])
    #expect(new(log, after: Line("c", 5)) == ["d"])
    #expect(new(log, after: Line("a", 5)) == ["b", "c", "d"])
  }

  @Test func `A line is known as the raw log has it`() {
    let log = ContainerLog([("a\rb \t\n", 1), ("   \n", 2), ("c\n", 3)])
    #expect(new(log, after: Line("a#015b", 1)) == ["   ", "c"])
    #expect(new(log, after: Line("", 2)) == ["c"])
  }

  @Test func `The first of two equal lines is taken where the clock stepped back to the same time`() {
    let log = ContainerLog([("a\n", 1), ("b\n", 0), ("a\n", 1), ("c\n", 2)])
    #expect(new(log, after: Line("a", 1)) == ["b", "a", "c"])
  }

  /// The lines after the cursor's; `nil` where it is not found.
  private func new(_ log: ContainerLog, after line: Line, isFromBeginning: Bool = true) -> [String]? {
    var search = CursorSearch(for: ContainerLog.cursor(line), isFromBeginning: isFromBeginning)
    var new: [String] = []
    log.forEachLine { line in
      if search.isFound { new.append(String(decoding: line.line.bytes, as: UTF8.self)) }
      let wasFound = search.isFound
      #expect(search.look(at: line) == (!wasFound && search.isFound))
    }
    return search.isFound ? new : nil
  }
}
