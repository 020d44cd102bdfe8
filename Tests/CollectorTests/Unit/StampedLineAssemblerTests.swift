import Testing
import TestSupport

@testable import Collector

struct StampedLineAssemblerTests {
  private typealias Line = ContainerLog.Line

  @Test func `Each message that ends with LF is a line`() {
    #expect(ContainerLog([("one\n", 1), ("two\n", 2)]).lines() == [Line("one", 1), Line("two", 2)])
  }

  @Test func `Pieces with one time are one line`() {
    let log = ContainerLog([("on", 1), ("e o", 1), ("f three\n", 1), ("two\n", 2)])
    #expect(log.lines() == [Line("one of three", 1), Line("two", 2)])
  }

  @Test func `Lines with one time are told apart by their number`() {
    let log = ContainerLog([("a\n", 1), ("b\n", 1), ("c", 1), ("d\n", 1), ("e\n", 2), ("f\n", 2), ("g\n", 1)])
    #expect(
      log.lines() == [
        Line("a", 1, 0), Line("b", 1, 1), Line("cd", 1, 2), Line("e", 2, 0), Line("f", 2, 1), Line("g", 1, 0),
      ]
    )
  }

  @Test func `What a container left unfinished does not swallow the first line of its next run`() {
    let log = ContainerLog([("one\n", 1), ("unfinished", 2), ("first of the next run\n", 3)])
    #expect(log.lines() == [Line("one", 1), Line("unfinished", 2), Line("first of the next run", 3)])
  }

  @Test func `An unfinished line has the number that it would have had`() {
    let log = ContainerLog([("a\n", 1), ("b", 1), ("c\n", 2), ("d", 2)])
    #expect(log.lines() == [Line("a", 1, 0), Line("b", 1, 1), Line("c", 2, 0), Line("d", 2, 1)])
  }

  @Test func `A line in pieces on either side of a second's border is one where stamps are of whole seconds`()
  {
    let second: Int64 = 1_000_000_000
    let log = ContainerLog([
      ("a\n", 5 * second), ("be", 5 * second), ("gi", 6 * second), ("n", 6 * second), ("ning\n", 7 * second),
      ("b\n", 7 * second), ("c\n", 7 * second),
    ])
    #expect(
      log.lines() == [
        Line("a", 5 * second, 0), Line("beginning", 5 * second, 1), Line("b", 7 * second, 0),
        Line("c", 7 * second, 1),
      ]
    )
  }

  @Test(arguments: [2_000_000_000, -1_000_000_000, 1_000_000_001, 999_999_999, 1])
  func `Pieces whose stamps are not of two seconds that touch are lines of their own`(step: Int64) {
    let log = ContainerLog([("one", 5_000_000_000), ("two\n", 5_000_000_000 + step)])
    #expect(log.lines().map(\.text) == ["one", "two"])
  }

  @Test func `Stamps of nanoseconds a second apart don't join pieces`() {
    let log = ContainerLog([("one", 5_000_000_001), ("two\n", 6_000_000_001)])
    #expect(log.lines().map(\.text) == ["one", "two"])
  }

  @Test func `Stamps at the ends of time join nothing`() {
    #expect(ContainerLog([("a", .min), ("b\n", .max)]).lines().map(\.text) == ["a", "b"])
    #expect(ContainerLog([("a", .max), ("b\n", .min)]).lines().map(\.text) == ["a", "b"])
  }

  @Test func `What follows the last LF is a line`() {
    #expect(ContainerLog([("one\ntw", 1), ("o", 1)]).lines() == [Line("one", 1, 0), Line("two", 1, 1)])
  }

  @Test func `A line may have the time zero`() {
    #expect(ContainerLog([("on", 0), ("e\n", 0)]).lines() == [Line("one", 0)])
    #expect(ContainerLog([("on", 0), ("e\n", 1)]).lines() == [Line("on", 0), Line("e", 1)])
  }

  @Test func `Times may go backwards`() {
    #expect(ContainerLog([("a\n", 5), ("b\n", 3), ("c\n", 5)]).lines().map(\.time) == [5, 3, 5])
  }

  @Test func `Empty lines count`() {
    #expect(ContainerLog([("\n", 1), ("\n", 1), ("a\n", 1)]).lines().map(\.ordinal) == [0, 1, 2])
  }

  @Test func `Nothing gives nothing`() {
    #expect(ContainerLog([]).lines().isEmpty)
    #expect(ContainerLog([("", 1), ("", 2)]).lines().isEmpty)
  }

  @Test func `A long line is cut in all its pieces together`() {
    let log = ContainerLog([("aaaa", 1), ("bbbb", 1), ("cccc\n", 1), ("next\n", 1)])
    #expect(log.lines(maximumLength: 6) == [Line("aaaabb", 1, 0), Line("next", 1, 1)])
  }

  @Test(arguments: UInt64(0)..<20)
  func `Lines are the same however the engine cuts them`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var time: Int64 = 1
    var last: Int64 = 0
    var ordinal = 0
    var expected: [Line] = []
    var messages: [(String, Int64)] = []
    for number in 0..<100 {
      time += Int64.random(in: 0...1, using: &random)
      let text = "\(number) " + String(repeating: "żółw", count: Int.random(in: 0..<9, using: &random))
      ordinal = time == last ? ordinal + 1 : 0
      last = time
      expected.append(Line(text, time, ordinal))
      var rest = Substring(text + "\n")
      while !rest.isEmpty {
        let count = Int.random(in: 1...20, using: &random)
        messages.append((String(rest.prefix(count)), time))
        rest = rest.dropFirst(count)
      }
    }
    #expect(ContainerLog(messages).lines() == expected)
  }
}
