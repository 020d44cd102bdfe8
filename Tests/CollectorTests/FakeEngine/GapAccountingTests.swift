import DecoyEvents
import EngineTestSupport
import Foundation
import Testing
import TestSupport

@testable import Collector

/// What is missing is in the accounting and the ledger as soon as it is found, and no more than once.
@Suite("Gaps", .timeLimit(.minutes(Patience.minutes(5))))
struct GapAccountingTests {
  private let scene: GapScene

  init() throws { scene = try GapScene() }

  // MARK: - Without another line

  @Test func `A log that is cut while decklog is down, and then silent, is a gap at once, and once`()
    async throws
  {
    var log = try FakeLogFile(in: scene.directory.file("log"))
    try log.append(5)
    let container = FakeContainer(logPath: log.path)
    try await scene.collect(container, source: .files) { collector in
      try await eventually("the lines") { (try? collector.lines.count) == 5 }
    }
    try Data().write(to: URL(filePath: log.path))
    for _ in 0..<2 {
      try await scene.collect(container, source: .files) { collector in
        try await eventually("it reads") { collector.log.all.contains { $0.contains("reading /") } }
        try await eventually("the gap") { try collector.accounts.total.gaps == 1 && scene.gaps().count == 1 }
      }
    }
    #expect(try scene.gaps().map(\.cause) == ["rotated_away"])
  }

  @Test func `A log that is gone while decklog is down is a gap of what can't be read, and once`()
    async throws
  {
    var log = try FakeLogFile(in: scene.directory.file("log"))
    try log.append(5)
    let container = FakeContainer(logPath: log.path)
    try await scene.collect(container, source: .files) { collector in
      try await eventually("the lines") { (try? collector.lines.count) == 5 }
    }
    try FileManager.default.removeItem(atPath: log.path)
    for _ in 0..<2 {
      try await scene.collect(container, source: .files) { collector in
        try await eventually("it says so") {
          collector.log.all.contains { $0.contains("can't be collected") }
        }
        try await eventually("the gap") { try collector.accounts.total.gaps == 1 && scene.gaps().count == 1 }
      }
    }
    #expect(try scene.gaps().map(\.cause) == ["unreadable"])
  }

  @Test(
    arguments: [SourceMode.api, .files]
  )
  func `A container whose driver keeps no log, or none that is to be read, is one gap, also when it is gone`(
    source: SourceMode
  ) async throws {
    let refusal = FakeContainer.Refusal(
      status: "501 Not Implemented",
      message: "configured logging driver does not support reading"
    )
    let container = FakeContainer(refusal: refusal)
    for _ in 0..<2 {
      try await scene.collect(container, source: source) { collector in
        try await eventually("the gap") { try collector.accounts.total.gaps == 1 && scene.gaps().count == 1 }
      }
    }
    container.setRunning(nil)
    try await scene.collect(container, source: source) { collector in
      try await eventually("it has seen that it is gone") {
        collector.accounts.containers[container.id] == nil
      }
      #expect(collector.accounts.total.gaps == 1)
    }
    #expect(try scene.gaps().map(\.cause) == ["unreadable"])
  }

  @Test(
    arguments: ["409 Conflict", "500 Internal Server Error", "403 Forbidden"]
  )
  func `An engine that keeps refusing a log is reported, and output in between is a gap`(
    status: String
  ) async throws {
    let container = FakeContainer(refusal: FakeContainer.Refusal(status: status, message: "not this one"))
    try await scene.collect(container, source: .api) { collector in
      try await eventually("the gap") { try collector.accounts.total.gaps == 1 && scene.gaps().count == 1 }
      #expect(collector.log.all.contains { $0.hasPrefix("warning: ") && $0.contains("not this one") })
    }
    #expect(try scene.gaps().map(\.cause) == ["unreadable"])
  }

  @Test(
    arguments: [SourceMode.api, .files]
  )
  func `A container that was never started has printed nothing, and is no gap`(source: SourceMode)
    async throws
  {
    let refusal = FakeContainer.Refusal(status: "501 Not Implemented", message: "no log")
    let container = FakeContainer(refusal: refusal, wasStarted: false, running: [false])
    try await scene.collect(container, source: source) { collector in
      try await eventually("it is known") {
        collector.log.all.contains { $0.contains("collecting fake") }
      }
      #expect(collector.accounts.total.gaps == 0)
      container.setRunning(true)
      try await eventually("the gap") { try collector.accounts.total.gaps == 1 && scene.gaps().count == 1 }
    }
  }

  @Test(arguments: [false, true])
  func `A rotated file that was removed before it was seen is a gap`(isCollecting: Bool) async throws {
    let log = try FakeLogFile(in: scene.directory.file("log"))
    let path = log.path
    @Sendable func records(_ numbers: ClosedRange<Int>) -> String {
      numbers.map { FakeLogFile.record("line \($0)\\n", $0) }.joined()
    }
    // Lines 4 to 6 were in the file between.
    @Sendable func rotateTwice() throws {
      try records(7...9).write(toFile: path + "-new", atomically: false, encoding: .utf8)
      guard rename(path, path + ".2") == 0, rename(path + "-new", path) == 0 else {
        throw CocoaError(.fileWriteUnknown)
      }
    }
    try log.append(raw: records(1...3))
    if !isCollecting { try rotateTwice() }
    let container = FakeContainer(logPath: path, rotatesLog: true)
    try await scene.collect(container, source: .files) { collector in
      if isCollecting {
        try await eventually("the first lines") { (try? collector.lines.count) == 3 }
        try rotateTwice()
      }
      try await eventually("all that are there") { (try? collector.lines.count) == 6 }
      try await eventually("the gap") { try collector.accounts.total.gaps == 1 && scene.gaps().count == 1 }
    }
    let gap = try #require(try scene.gaps().first)
    #expect(gap.cause == "rotated_away")
    #expect(gap.after == FakeLogFile.time(3) && gap.before == FakeLogFile.time(7))
    // The number is still missing at the next start, and nothing more is.
    try log.append(raw: records(10...11))
    try await scene.collect(FakeContainer(logPath: path, rotatesLog: true), source: .files) { collector in
      try await eventually("what came since") { (try? collector.lines.count) == 8 }
      try log.append(raw: records(12...12))
      try await eventually("the last line") { (try? collector.lines.count) == 9 }
      #expect(collector.accounts.total.gaps == 1)
    }
    #expect(try scene.gaps().count == 1)
  }

  @Test func `A log that is renamed while the engine writes to it, and then rotated, has no gap`()
    async throws
  {
    let log = try FakeLogFile(in: scene.directory.file("log"))
    let path = log.path
    @Sendable func record(_ number: Int) -> String { FakeLogFile.record("line \(number)\\n", number) }
    try log.append(raw: record(1))
    try await scene.collect(FakeContainer(logPath: path, rotatesLog: true), source: .files) { collector in
      try await eventually("the first line") { (try? collector.lines.count) == 1 }
      try #require(rename(path, path + ".1") == 0)
      for number in 2...3 {
        try log.append(raw: record(number), to: ".1")
        try await eventually("what is written on") { (try? collector.lines.count) == number }
      }
      try record(4).write(toFile: path + "-new", atomically: false, encoding: .utf8)
      try #require(rename(path + ".1", path + ".2") == 0 && rename(path + "-new", path) == 0)
      try await eventually("the next file") { (try? collector.lines.count) == 4 }
      #expect(collector.accounts.total.gaps == 0)
    }
    #expect(try scene.gaps().isEmpty)
  }

  // MARK: - Where it begins and ends

  @Test
  func
    `A gap begins behind the last line before it, also where both were read at once, and ends at the next`()
    async throws
  {
    var log = try FakeLogFile(in: scene.directory.file("log"))
    try log.append(3)
    try log.append(raw: "no record\n")
    try log.append(2)
    try await scene.collect(FakeContainer(logPath: log.path), source: .files) { collector in
      try await eventually("the gap") { collector.accounts.total.gaps == 1 }
    }
    let gap = try #require(try scene.gaps().first)
    #expect(gap.after == FakeLogFile.time(3) && gap.before == FakeLogFile.time(4))
  }

  @Test(
    arguments: [SourceMode.api, .files]
  )
  func `A log that was cut is missing what stood before the first line that is new`(source: SourceMode)
    async throws
  {
    var log = try FakeLogFile(in: scene.directory.file("log"))
    try log.append(4)
    let texts = FakeLogFile.lines(1...6).map { $0 + "\n" }
    let first = FakeContainer(
      Array(texts[..<4]),
      step: 1_000_000,
      logPath: log.path,
      replies: [.messages(4, isFollowed: true)]
    )
    try await scene.collect(first, source: source) { collector in
      try await eventually("the lines") { (try? collector.lines.count) == 4 }
    }
    try Data((5...6).map { FakeLogFile.record("line \($0)\\n", $0) }.joined().utf8).write(
      to: URL(filePath: log.path)
    )
    // What is cut is as if it had never been there: the fake log's first messages can't be read.
    let second = FakeContainer(
      ["other\n", "other\n", "other\n", "other\n"] + texts[4...],
      step: 1_000_000,
      logPath: log.path,
      replies: [.messages(6, isFollowed: true)]
    )
    try await scene.collect(second, source: source) { collector in
      try await eventually("the new lines") { try collector.lines == FakeLogFile.lines(1...6) }
      try await eventually("the gap") { collector.accounts.total.gaps == 1 }
    }
    let gap = try #require(try scene.gaps().first)
    #expect(gap.after == FakeLogFile.time(4) && gap.before == FakeLogFile.time(5))
  }

  // MARK: - Through the engine

  @Test(
    arguments: [true, false],
    [0, 2, 4]
  )
  func
    `Behind a stretch that the engine can't read it goes on, with a gap, whether the container runs or not`(
      isRunning: Bool,
      damaged: Int
    ) async throws
  {
    let texts = FakeLogFile.lines(1...6).map { $0 + "\n" }
    let container = FakeContainer(
      texts,
      step: 1_000_000,
      damaged: damaged,
      replies: [.messages(6, isFollowed: true)],
      running: [isRunning]
    )
    let expected = FakeLogFile.lines((1...6).filter { $0 != damaged + 1 })
    // A second start finds its place behind the damage again, and no other gap.
    for _ in 0..<2 {
      try await scene.collect(container, source: .api) { collector in
        try await eventually("all that can be read") { try collector.lines.count >= expected.count }
        try await eventually("the gap") { try collector.accounts.total.gaps == 1 && scene.gaps().count == 1 }
        #expect(try collector.lines == expected)
      }
    }
    #expect(try scene.gaps().map(\.cause) == ["damaged_record"])
  }
}
