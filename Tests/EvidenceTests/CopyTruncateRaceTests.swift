import Synchronization
import Testing
import TestSupport

@testable import Evidence

/// Truncations at moments that are hard to see.
struct CopyTruncateRaceTests {
  private let directory: ScratchDirectory
  private let path: String
  private let copy: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decoy.log")
    copy = path + ".1"
  }

  @Test(arguments: ["", "theirs\n"])
  func `A copy made before the first append leaves nothing out`(before: String) throws {
    try FileContent.make(path, before)
    let file = try Appender(path)
    try makeCopy()
    try file.append("one\n")
    try FileContent.truncate(path)
    try file.append("two\n")
    let text = try FileContent.text(path)
    #expect(text == "one\ntwo\n")
  }

  @Test(arguments: [.begun, .cut, .written, .done] as [Failpoint], [0, 1, 3])
  func `A truncation between any two steps of a write leaves nothing out`(point: Failpoint, before: Int)
    throws
  {
    let file = try Appender(path)
    let lines = (0..<before).map { "line \($0)\n" }
    for line in lines { try file.append(line) }
    // What is looked after begins with the next line.
    if before == 1 { try file.reopen() }
    try makeCopy()
    let hasHappened = Mutex(false)
    let plan = FailpointPlan { [path] reached, target in
      guard reached == point, target == .log else { return }
      let isFirst = hasHappened.withLock { hasHappened in
        defer { hasHappened = true }
        return !hasHappened
      }
      if isFirst { try? FileContent.truncate(path) }
    }
    try Failpoint.$plan.withValue(plan) { try file.append("late\n") }
    try file.append("last\n")
    let text = try FileContent.text(copy) + FileContent.text(path)
    #expect(text == lines.joined() + "late\nlast\n")
    #expect(file.unexplainedTruncations == 0)
  }

  @Test func `A copy that holds only what others wrote is known by that`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try FileContent.rename(path, to: path + ".2")
    try file.prepare()
    try FileContent.append("theirs\n", to: path)
    try makeCopy()
    try file.append("two\n")
    try FileContent.truncate(path)
    try file.prepare()
    try file.append("three\n")
    #expect(file.unexplainedTruncations == 0)
    #expect(try FileContent.text(path) == "two\nthree\n")
  }

  @Test func `Opening the files anew after a truncation repairs it first`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try makeCopy()
    try file.append("two\n")
    try FileContent.truncate(path)
    try file.reopen()
    try file.append("three\n")
    let text = try FileContent.text(path)
    #expect(text == "two\nthree\n")
  }

  @Test func `A file that is truncated and then renamed is repaired`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try makeCopy()
    try file.append("two\n")
    try FileContent.truncate(path)
    try FileContent.rename(path, to: path + ".2")
    try file.append("three\n")
    let both = try FileContent.text(path + ".2") + FileContent.text(path)
    #expect(both == "two\nthree\n")
  }

  @Test func `A file truncated and grown again between look and append loses nothing`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try makeCopy()
    try file.append("two\n")
    let theirs = "theirs, longer than all that was there\n"
    try file.append(
      "three\n",
      meanwhile: {
        try FileContent.truncate(path)
        try FileContent.append(theirs, to: path)
      }
    )
    try file.prepare()
    let ours = try FileContent.text(path).split(separator: "\n").dropFirst()
    #expect(Set(ours) == ["two", "three"])
  }

  private func makeCopy() throws {
    try FileContent.make(copy, try FileContent.text(path))
  }
}
