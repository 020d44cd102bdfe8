import DecoyEvents
import EngineTestSupport
import Foundation
import Testing
import TestSupport

@testable import Collector

/// However much is missing, what is kept of it is bounded.
@Suite("Bounds of gaps", .timeLimit(.minutes(Patience.minutes(5))))
struct GapBoundTests {
  private let scene: GapScene

  init() throws { scene = try GapScene() }

  @Test func `300,000 invalid lines are one gap, and stop no other container`() async throws {
    var log = try FakeLogFile(in: scene.directory.file("log"))
    try log.append(1)
    try log.append(raw: String(repeating: "x\n", count: 300_000))
    let bad = FakeContainer(name: "bad", logPath: log.path, running: [false])
    var other = try FakeLogFile(in: scene.directory.file("other"))
    try other.append(10)
    let good = FakeContainer(id: String(repeating: "d", count: 64), name: "good", logPath: other.path)
    for start in 1...2 {
      try await scene.collect(bad, good, source: .files) { collector in
        try await eventually("the lines of both") { (try? collector.lines.count) == 10 + start }
        try await eventually("the gap") { try collector.accounts.total.gaps == 1 && scene.gaps().count == 1 }
        #expect(collector.log.all.count { $0.contains("gap in") } == 2 - start)
      }
      try other.append(1)
    }
  }

  @Test func `Invalid lines between others are counted individually and reported together`() async throws {
    let log = try FakeLogFile(in: scene.directory.file("log"))
    let count = 20_000
    try log.append(raw: (1...count).map { FakeLogFile.record("line \($0)\\n", $0) + "x\n" }.joined())
    try await scene.collect(FakeContainer(logPath: log.path), source: .files) { collector in
      try await eventually("the lines") { (try? collector.lines.count) == count }
      try await eventually("the gaps") { collector.accounts.total.gaps == count }
      #expect(collector.log.all.count { $0.contains("gap in") } <= 20)
    }
    let told = try scene.gaps()
    #expect(told.count < 2000)
    #expect(told.reduce(0) { $0 + ($1.count ?? 1) } == count)
  }

  @Test(
    arguments: [SourceMode.api, .files]
  )
  func `A label of 20 KB and a burst of short events stop nothing, nor the next start`(source: SourceMode)
    async throws
  {
    let burst = 20_000
    let event = "<1>1 - - - - - -"
    let labels = [
      "decnet.fleet.decky": String(repeating: "ü", count: 10_000),
      "decnet.fleet.service_name": String(repeating: "s", count: 20_000),
    ]
    try await collectTwice(event, burst, source, labels: labels) { collector, count in
      try await eventually("the records") { collector.accounts.total.records == count }
      #expect(try collector.lines.count == count)
      #expect(collector.accounts.total.gaps == 0)
    }
  }

  @Test(
    arguments: [SourceMode.api, .files]
  )
  func `A log of 120,000 empty lines stops nothing, nor the next start`(source: SourceMode) async throws {
    try await collectTwice("", 120_000, source) { collector, count in
      try await eventually("they are counted") { collector.accounts.total.empty == count }
      #expect(collector.accounts.total.gaps == 0)
    }
  }

  /// Collects a burst of lines that are all the same, and once more when there is another one.
  ///
  /// - Parameter check: sees to it that there are so many in all.
  private func collectTwice(
    _ line: String,
    _ burst: Int,
    _ source: SourceMode,
    labels: [String: String] = [:],
    check: @escaping @Sendable (InProcessCollector, Int) async throws -> Void
  ) async throws {
    let log = try FakeLogFile(in: scene.directory.file("log"))
    try log.append(raw: (1...burst).map { FakeLogFile.record(line + "\\n", $0) }.joined())
    for count in [burst, burst + 1] {
      if count > burst { try log.append(raw: FakeLogFile.record(line + "\\n", count)) }
      let container = FakeContainer(
        Array(repeating: line + "\n", count: count),
        step: 1_000_000,
        labels: labels,
        logPath: log.path,
        replies: [.messages(count, isFollowed: true)]
      )
      try await scene.collect(container, source: source) { collector in try await check(collector, count) }
    }
  }
}
