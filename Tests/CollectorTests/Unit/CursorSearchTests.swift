import Basics
import DecoyEvents
import DockerEngine
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

  @Test func `A line is known as it came, with the white space at its end`() {
    let log = ContainerLog([("a\rb \t\n", 1), ("   \n", 2), ("c\n", 3)])
    #expect(new(log, after: Line("a\rb \t", 1)) == ["   ", "c"])
    #expect(new(log, after: Line("   ", 2)) == ["c"])
    #expect(new(log, after: Line("a\rb", 1)) == nil)
  }

  @Test(arguments: [1024, 1500, 4096, 1 << 20])
  func `A long line is found again whatever the longest line is now`(maximumLength: Int) {
    let long = String(repeating: "x", count: 3000)
    let log = ContainerLog([(long + "\n", 1), (long + "y\n", 2), ("c\n", 3)])
    var found: [String] = []
    var search = CursorSearch(for: ContainerLog.cursor(Line(long + "y", 2)), isFromBeginning: true)
    log.forEachLine(maximumLength: maximumLength) { line in
      if search.isFound { found.append(String(decoding: line.line.bytes, as: UTF8.self)) }
      search.look(at: line)
    }
    #expect(found == ["c"])
  }

  @Test func `What a terminal's log glued to the last line of a run is a line of its own`() {
    let log = ContainerLog([("# 2026-11-23T03:55:14.000000001Z second run\n", 1), ("c\n", 3)])
    var search = CursorSearch(for: ContainerLog.cursor(Line("# ", 1)), isFromBeginning: true)
    var continuations: [String] = []
    log.forEachLine { line in
      guard search.look(at: line) == .beginning, let rest = line.continuation(after: 2) else { return }
      continuations.append("\(String(decoding: rest.line.bytes, as: UTF8.self)) at \(rest.timestamp.rfc3339)")
    }
    #expect(continuations == ["second run at 2026-11-23T03:55:14.000000001Z"])
  }

  @Test(arguments: ["# and more", "#2026-11-23T03:55:14.000000001Z x", "# 2026-11-23T03:55:14.000000001Zx"])
  func `A line that only begins like the cursor's is another`(text: String) {
    #expect(new(ContainerLog([(text + "\n", 1), ("c\n", 3)]), after: Line("# ", 1)) == nil)
  }

  @Test(
    arguments: [
      ([("a", 1), ("b", 2), ("c", 7)], "b"), ([("a", 1), ("b", 2)], "b"), ([("x", 6), ("y", 7)], nil),
      ([], nil),
      ([("a", 1), ("x", 7), ("y", 2)], "a"), ([("a", 5), ("x", 6)], "a"),
    ] as [([(String, Int64)], String?)]
  )
  func `Where the line is gone, reading goes on with the first later time`(
    log: [(String, Int64)],
    last: String?
  ) {
    var look = CursorLook(for: ContainerLog.cursor(Line("gone", 5)))
    ContainerLog(log.map { ($0.0 + "\n", $0.1) }).forEachLine { look.take($0) }
    #expect(!look.isFoundFromBeginning)
    let expected = last.flatMap { text in log.first { $0.0 == text } }.map { Line($0.0, $0.1) }
    #expect(look.resumption == expected.map(ContainerLog.cursor))
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
      let finding = search.look(at: line)
      #expect((finding == .line) == (!wasFound && search.isFound))
    }
    return search.isFound ? new : nil
  }
}
