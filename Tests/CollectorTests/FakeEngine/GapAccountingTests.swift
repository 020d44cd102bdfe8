import DecoyEvents
import DockerEngine
import EngineTestSupport
import Evidence
import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Collector

/// What is missing is in the accounting and the ledger as soon as it is found, and no more than once.
@Suite("Gaps and doubts", .timeLimit(.minutes(Patience.minutes(5))))
struct GapAccountingTests {
  private let directory: ScratchDirectory
  private var place: String { directory.file("decklog") }

  init() throws { directory = try ScratchDirectory() }

  /// Collects from containers, on files that outlive the collector.
  private func collect(
    _ containers: FakeContainer...,
    source: SourceMode,
    _ body: @escaping @Sendable (InProcessCollector) async throws -> Void
  ) async throws {
    try await FakeEngine.run({ FakeContainer.answer($0, containers) }) { engine in
      try await InProcessCollector.with(engine, source: source, directory: place, body)
    }
  }

  /// What an entry of the ledger says of gaps and doubts.
  private struct Entry: Decodable {
    struct Gap: Decodable {
      let cause: String
      let count: Int?
      let after: String?
      let before: String?
    }

    let sequence: Int
    let gaps: [Gap]
    let doubts: [Gap]?
    let resolved: [LedgerEntry.Resolution]?
  }

  private func entries() throws -> [Entry] {
    let ledger = try String(contentsOfFile: place + "/decoy.log.ledger.jsonl", encoding: .utf8)
    // The last line may be under way.
    return ledger.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(Entry.self, from: Data($0.utf8))
    }
  }

  private func gaps() throws -> [Entry.Gap] { try entries().flatMap(\.gaps) }

  // MARK: - Without another line

  @Test func `A log that is cut while decklog is down, and then silent, is a gap at once, and once`()
    async throws
  {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(5)
    let container = FakeContainer(logPath: log.path)
    try await collect(container, source: .files) { collector in
      try await eventually("the lines") { (try? collector.lines.count) == 5 }
    }
    try Data().write(to: URL(filePath: log.path))
    for _ in 0..<2 {
      try await collect(container, source: .files) { collector in
        try await eventually("it reads") { collector.log.all.contains { $0.contains("reading /") } }
        try await eventually("the gap") { try collector.accounts.total.gaps == 1 && gaps().count == 1 }
      }
    }
    #expect(try gaps().map(\.cause) == ["rotated_away"])
  }

  @Test func `A log that is gone while decklog is down is a gap of what can't be read, and once`()
    async throws
  {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(5)
    let container = FakeContainer(logPath: log.path)
    try await collect(container, source: .files) { collector in
      try await eventually("the lines") { (try? collector.lines.count) == 5 }
    }
    try FileManager.default.removeItem(atPath: log.path)
    for _ in 0..<2 {
      try await collect(container, source: .files) { collector in
        try await eventually("it says so") {
          collector.log.all.contains { $0.contains("can't be collected") }
        }
        try await eventually("the gap") { try collector.accounts.total.gaps == 1 && gaps().count == 1 }
      }
    }
    #expect(try gaps().map(\.cause) == ["unreadable"])
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
      try await collect(container, source: source) { collector in
        try await eventually("the gap") { try collector.accounts.total.gaps == 1 && gaps().count == 1 }
      }
    }
    container.setRunning(nil)
    try await collect(container, source: source) { collector in
      try await eventually("it has seen that it is gone") {
        collector.accounts.containers[container.id] == nil
      }
      #expect(collector.accounts.total.gaps == 1)
    }
    #expect(try gaps().map(\.cause) == ["unreadable"])
  }

  @Test(
    arguments: ["409 Conflict", "500 Internal Server Error", "403 Forbidden"]
  )
  func `An engine that refuses a log for long is told of, and what is printed meanwhile is a gap`(
    status: String
  ) async throws {
    let container = FakeContainer(refusal: FakeContainer.Refusal(status: status, message: "not this one"))
    try await collect(container, source: .api) { collector in
      try await eventually("the gap") { try collector.accounts.total.gaps == 1 && gaps().count == 1 }
      #expect(collector.log.all.contains { $0.hasPrefix("warning: ") && $0.contains("not this one") })
    }
    #expect(try gaps().map(\.cause) == ["unreadable"])
  }

  @Test(
    arguments: [SourceMode.api, .files]
  )
  func `A container that was never started has printed nothing, and is no gap`(source: SourceMode)
    async throws
  {
    let refusal = FakeContainer.Refusal(status: "501 Not Implemented", message: "no log")
    let container = FakeContainer(refusal: refusal, wasStarted: false, running: [false])
    try await collect(container, source: source) { collector in
      try await eventually("it is known") {
        collector.log.all.contains { $0.contains("collecting fake") }
      }
      #expect(collector.accounts.total.gaps == 0)
      container.setRunning(true)
      try await eventually("the gap") { try collector.accounts.total.gaps == 1 && gaps().count == 1 }
    }
  }

  @Test(arguments: [false, true])
  func `A rotated file that somebody removed before it was seen is a gap`(isCollecting: Bool) async throws {
    let log = try FakeLogFile(in: directory.file("log"))
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
    try await collect(container, source: .files) { collector in
      if isCollecting {
        try await eventually("the first lines") { (try? collector.lines.count) == 3 }
        try rotateTwice()
      }
      try await eventually("all that are there") { (try? collector.lines.count) == 6 }
      try await eventually("the gap") { try collector.accounts.total.gaps == 1 && gaps().count == 1 }
    }
    let gap = try #require(try gaps().first)
    #expect(gap.cause == "rotated_away")
    #expect(gap.after == FakeLogFile.time(3) && gap.before == FakeLogFile.time(7))
    // The number is still missing at the next start, and nothing more is.
    try log.append(raw: records(10...11))
    try await collect(FakeContainer(logPath: path, rotatesLog: true), source: .files) { collector in
      try await eventually("what came since") { (try? collector.lines.count) == 8 }
      try log.append(raw: records(12...12))
      try await eventually("the last line") { (try? collector.lines.count) == 9 }
      #expect(collector.accounts.total.gaps == 1)
    }
    #expect(try gaps().count == 1)
  }

  @Test func `A log that was renamed while the engine writes to it, and is rotated then, lacks nothing`()
    async throws
  {
    let log = try FakeLogFile(in: directory.file("log"))
    let path = log.path
    @Sendable func record(_ number: Int) -> String { FakeLogFile.record("line \(number)\\n", number) }
    try log.append(raw: record(1))
    try await collect(FakeContainer(logPath: path, rotatesLog: true), source: .files) { collector in
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
    #expect(try gaps().isEmpty)
  }

  // MARK: - What bounds it

  @Test func `300,000 lines that are no records are one gap, and stop no other container`() async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(1)
    try log.append(raw: String(repeating: "x\n", count: 300_000))
    let bad = FakeContainer(name: "bad", logPath: log.path, running: [false])
    var other = try FakeLogFile(in: directory.file("other"))
    try other.append(10)
    let good = FakeContainer(id: String(repeating: "d", count: 64), name: "good", logPath: other.path)
    for start in 1...2 {
      try await collect(bad, good, source: .files) { collector in
        try await eventually("the lines of both") { (try? collector.lines.count) == 10 + start }
        try await eventually("the gap") { try collector.accounts.total.gaps == 1 && gaps().count == 1 }
        #expect(collector.log.all.count { $0.contains("gap in") } == 2 - start)
      }
      try other.append(1)
    }
  }

  @Test func `Lines that are no records between others are counted each, and told together`() async throws {
    let log = try FakeLogFile(in: directory.file("log"))
    let count = 20_000
    try log.append(raw: (1...count).map { FakeLogFile.record("line \($0)\\n", $0) + "x\n" }.joined())
    try await collect(FakeContainer(logPath: log.path), source: .files) { collector in
      try await eventually("the lines") { (try? collector.lines.count) == count }
      try await eventually("the gaps") { collector.accounts.total.gaps == count }
      #expect(collector.log.all.count { $0.contains("gap in") } <= 20)
    }
    let told = try gaps()
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
    let log = try FakeLogFile(in: directory.file("log"))
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
      try await collect(container, source: source) { collector in try await check(collector, count) }
    }
  }

  // MARK: - Where it begins and ends

  @Test
  func
    `A gap begins behind the last line before it, also where both were read at once, and ends at the next`()
    async throws
  {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(3)
    try log.append(raw: "no record\n")
    try log.append(2)
    try await collect(FakeContainer(logPath: log.path), source: .files) { collector in
      try await eventually("the gap") { collector.accounts.total.gaps == 1 }
    }
    let gap = try #require(try gaps().first)
    #expect(gap.after == FakeLogFile.time(3) && gap.before == FakeLogFile.time(4))
  }

  @Test(
    arguments: [SourceMode.api, .files]
  )
  func `A log that was cut is missing what stood before the first line that is new`(source: SourceMode)
    async throws
  {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(4)
    let texts = FakeLogFile.lines(1...6).map { $0 + "\n" }
    let first = FakeContainer(
      Array(texts[..<4]),
      step: 1_000_000,
      logPath: log.path,
      replies: [.messages(4, isFollowed: true)]
    )
    try await collect(first, source: source) { collector in
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
    try await collect(second, source: source) { collector in
      try await eventually("the new lines") { try collector.lines == FakeLogFile.lines(1...6) }
      try await eventually("the gap") { collector.accounts.total.gaps == 1 }
    }
    let gap = try #require(try gaps().first)
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
      try await collect(container, source: .api) { collector in
        try await eventually("all that can be read") { try collector.lines.count >= expected.count }
        try await eventually("the gap") { try collector.accounts.total.gaps == 1 && gaps().count == 1 }
        #expect(try collector.lines == expected)
      }
    }
    #expect(try gaps().map(\.cause) == ["damaged_record"])
  }

  // MARK: - Short-lived containers

  @Test func `A container that has ended, was read from its files to their end, and is gone has no gap`()
    async throws
  {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(5)
    let container = FakeContainer(logPath: log.path, running: [false, nil])
    try await collect(container, source: .files) { collector in
      try await eventually("it is gone") { collector.log.all.contains("info: fake is gone") }
      try await eventually("the lines") { (try? collector.lines.count) == 5 }
      #expect(collector.accounts.total.gaps == 0)
    }
    #expect(try gaps().isEmpty)
  }

  @Test(
    arguments: [true, false]
  )
  func `A container whose files are removed before it is, and after they were read, has no gap`(
    isOnlyNewest: Bool
  ) async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(3)
    try log.rotate()
    try log.append(2)
    let container = FakeContainer(logPath: log.path, rotatesLog: true, running: [false])
    let removed = isOnlyNewest ? log.path : directory.file("log")
    let inspects = Mutex(0)
    let answer = { @Sendable (path: String) in
      guard path == "/containers/\(FakeContainer.id)/json" else { return container.answer(path) }
      // After the first reading, and before it is confirmed that nothing more comes.
      if inspects.withLock({ $0 }) == 1 { try? FileManager.default.removeItem(atPath: removed) }
      let answer = container.answer(path)
      inspects.withLock { $0 += 1 }
      return answer
    }
    try await FakeEngine.run(answer) { engine in
      try await InProcessCollector.with(engine, source: .files, directory: place) { collector in
        try await eventually("the lines") { (try? collector.lines.count) == 5 }
        try await eventually("it is asked about once more") { inspects.withLock { $0 } >= 3 }
        container.setRunning(nil)
        try await eventually("it is gone") { collector.log.all.contains("info: fake is gone") }
        #expect(collector.accounts.total.gaps == 0 && collector.accounts.total.doubts == 0)
      }
    }
    #expect(try gaps().isEmpty)
  }

  @Test(
    arguments: [
      (reply: .messages(6), removed: true, cause: .removedUnconfirmed),
      (reply: .messages(6), removed: false, cause: .unlisted),
      (reply: .broken(6, [], .closes), removed: true, cause: .removedUnconfirmed),
      (reply: .broken(0, [], .closes), removed: true, cause: .removedBeforeRead),
    ] as [(reply: FakeContainer.Reply, removed: Bool, cause: GapCause)]
  )
  func
    `A container that is removed after its log's answer ended or broke off is a doubt, and a gap where nothing came`(
      _ example: (reply: FakeContainer.Reply, removed: Bool, cause: GapCause)
    ) async throws
  {
    let container = FakeContainer(
      (1...6).map { "line \($0)\n" },
      replies: [example.reply],
      running: [true, nil]
    )
    let event =
      #"{"Type":"container","Action":"destroy","Actor":{"ID":"\#(FakeContainer.id)","Attributes":"#
      + #"{"name":"fake","decnet.fleet.service":"true"}},"timeNano":1795406200000000000}"#
    let (events, sent) = AsyncStream.makeStream(of: [UInt8].self)
    let isRemoved = Atomic(false)
    let answer = { @Sendable (path: String) in
      if path.hasPrefix("/events") {
        return FakeEngine.Answer(FakeEngine.chunked([], ends: false), later: events)
      }
      // From now on it is followed.
      if example.removed, path.contains("/logs") {
        sent.yield(FakeEngine.chunk(Array("\(event)\n".utf8)))
        isRemoved.store(true, ordering: .relaxed)
      }
      var answer = container.answer(path)
      // The event comes before the engine says that it doesn't know the container.
      if isRemoved.load(ordering: .relaxed), path.hasSuffix("/json") {
        answer.delay = Patience.limit(.milliseconds(300))
      }
      return answer
    }
    try await FakeEngine.run(answer) { engine in
      try await InProcessCollector.with(engine, directory: place) { collector in
        let count = if case .broken(0, _, _) = example.reply { 0 } else { 6 }
        try await eventually("the lines") { (try? collector.lines.count) == count }
        try await eventually("its end") { collector.accounts.gapCauses == [example.cause: 1] }
      }
    }
    #expect(try entries().flatMap { $0.gaps + ($0.doubts ?? []) }.map(\.cause) == [example.cause.rawValue])
  }

  @Test(
    arguments: [(lines: 5, doubts: 0), (lines: 50, doubts: 1)]
  )
  func `A log that may rotate is known to be whole where its last file is smaller than they become`(
    _ example: (lines: Int, doubts: Int)
  ) async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(example.lines)
    // The engine rotates it at 1000 bytes.
    let container = FakeContainer(logPath: log.path, rotatesLog: true)
    let folder = directory.file("log")
    try await collect(container, source: .files) { collector in
      try await eventually("the lines") { (try? collector.lines.count) == example.lines }
      try FileManager.default.removeItem(atPath: folder)
      container.setRunning(nil)
      try await eventually("it is gone") { collector.log.all.contains("info: fake is gone") }
      try await eventually("the doubts") { collector.accounts.total.doubts == example.doubts }
      #expect(collector.accounts.total.gaps == 0)
    }
    let causes = try entries().flatMap { $0.doubts ?? [] }.map(\.cause)
    #expect(causes == Array(repeating: "unlisted", count: example.doubts))
  }

  // MARK: - Doubts

  @Test func `A doubt is counted apart from gaps, and reading the files from the same place resolves it`()
    async throws
  {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(4)
    let begun = log
    let container = FakeContainer(
      FakeLogFile.lines(1...4).map { $0 + "\n" },
      step: 1_000_000,
      logPath: log.path,
      replies: [.messages(4, isFollowed: true)]
    )
    try await collect(container, source: .api) { collector in
      try await eventually("the lines") { (try? collector.lines.count) == 4 }
    }
    try await doubt(FakeContainer.id)
    #expect(try entries().flatMap { $0.doubts ?? [] }.map(\.cause) == ["connection_lost"])
    #expect(try gaps().isEmpty)
    // Through the engine it stays.
    let before = container.requests
    try await collect(container, source: .api) { collector in
      #expect(collector.accounts.total.doubts == 1 && collector.accounts.total.gaps == 0)
      try await eventually("it reads") { container.requests >= before + 2 }
    }
    #expect(try resolved().isEmpty)
    try await collect(container, source: .files) { collector in
      var log = begun
      try log.append(1)
      try await eventually("the new line") { try collector.lines == FakeLogFile.lines(1...5) }
      try await eventually("the doubt is resolved") { try resolved().count == 1 }
      #expect(collector.accounts.total.doubts == 1 && collector.accounts.total.gaps == 0)
    }
    #expect(try resolved() == doubted())
    try await collect(container, source: .files) { collector in
      try await eventually("it has begun") { collector.log.all.contains { $0.contains("reading /") } }
    }
    #expect(try resolved().count == 1)
  }

  /// Commits a doubt as a follower does.
  private func doubt(_ id: String) async throws {
    let settings = CollectorSettings(
      logFile: place + "/decoy.log",
      recordFile: place + "/decoy.json",
      endpoint: EngineEndpoint(address: .unix(path: "/nonexistent")),
      stateFile: place + "/state.json"
    )
    let store = try Recorder(settings.journal, floodWindow: settings.floodWindow)
    let output = OutputID(container: id, stream: .stdout)
    var batch = SourceBatch(output: output, containerName: "fake")
    let after = store.recovered.positions[output]?.cursor?.timestamp
    batch.add(
      Gap(output: output, containerName: "fake", cause: .connectionLost, after: after, before: nil)
    )
    #expect(try await store.commit([batch]))
    try await store.shutdown()
  }

  private func resolved() throws -> [Int] { try entries().flatMap { ($0.resolved ?? []).map(\.sequence) } }
  private func doubted() throws -> [Int] { try entries().filter { $0.doubts != nil }.map(\.sequence) }
}
