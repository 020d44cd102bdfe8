import DecoyEvents
import DockerEngine
import EngineTestSupport
import Evidence
import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Collector

/// What a container that is gone may have printed.
@Suite("Doubts", .timeLimit(.minutes(Patience.minutes(5))))
struct DoubtTests {
  private let scene: GapScene

  init() throws { scene = try GapScene() }

  // MARK: - Short-lived containers

  @Test func `A container that has ended, was read from its files to their end, and is gone has no gap`()
    async throws
  {
    var log = try FakeLogFile(in: scene.directory.file("log"))
    try log.append(5)
    let container = FakeContainer(logPath: log.path, running: [false, nil])
    try await scene.collect(container, source: .files) { collector in
      try await eventually("it is gone") { collector.log.all.contains("info: fake is gone") }
      try await eventually("the lines") { (try? collector.lines.count) == 5 }
      #expect(collector.accounts.total.gaps == 0)
    }
    #expect(try scene.gaps().isEmpty)
  }

  @Test(
    arguments: [true, false]
  )
  func `A container whose files are removed before it is, and after they were read, has no gap`(
    isOnlyNewest: Bool
  ) async throws {
    var log = try FakeLogFile(in: scene.directory.file("log"))
    try log.append(3)
    try log.rotate()
    try log.append(2)
    let container = FakeContainer(logPath: log.path, rotatesLog: true, running: [false])
    let removed = isOnlyNewest ? log.path : scene.directory.file("log")
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
      try await InProcessCollector.with(engine, source: .files, directory: scene.place) { collector in
        try await eventually("the lines") { (try? collector.lines.count) == 5 }
        try await eventually("it is asked about once more") { inspects.withLock { $0 } >= 3 }
        container.setRunning(nil)
        try await eventually("it is gone") { collector.log.all.contains("info: fake is gone") }
        #expect(collector.accounts.total.gaps == 0 && collector.accounts.total.doubts == 0)
      }
    }
    #expect(try scene.gaps().isEmpty)
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
      try await InProcessCollector.with(engine, directory: scene.place) { collector in
        let count = if case .broken(0, _, _) = example.reply { 0 } else { 6 }
        try await eventually("the lines") { (try? collector.lines.count) == count }
        try await eventually("its end") { collector.accounts.gapCauses == [example.cause: 1] }
      }
    }
    #expect(
      try scene.entries().flatMap { $0.gaps + ($0.doubts ?? []) }.map(\.cause) == [example.cause.rawValue]
    )
  }

  @Test(
    arguments: [(lines: 5, doubts: 0), (lines: 50, doubts: 1)]
  )
  func `A log that may rotate is known to be whole where its last file is smaller than they become`(
    _ example: (lines: Int, doubts: Int)
  ) async throws {
    var log = try FakeLogFile(in: scene.directory.file("log"))
    try log.append(example.lines)
    // The engine rotates it at 1000 bytes.
    let container = FakeContainer(logPath: log.path, rotatesLog: true)
    let folder = scene.directory.file("log")
    try await scene.collect(container, source: .files) { collector in
      try await eventually("the lines") { (try? collector.lines.count) == example.lines }
      try FileManager.default.removeItem(atPath: folder)
      container.setRunning(nil)
      try await eventually("it is gone") { collector.log.all.contains("info: fake is gone") }
      try await eventually("the doubts") { collector.accounts.total.doubts == example.doubts }
      #expect(collector.accounts.total.gaps == 0)
    }
    let causes = try scene.entries().flatMap { $0.doubts ?? [] }.map(\.cause)
    #expect(causes == Array(repeating: "unlisted", count: example.doubts))
  }

  // MARK: - Doubts

  @Test func `A doubt is counted apart from gaps, and reading the files from the same place resolves it`()
    async throws
  {
    var log = try FakeLogFile(in: scene.directory.file("log"))
    try log.append(4)
    let begun = log
    let container = FakeContainer(
      FakeLogFile.lines(1...4).map { $0 + "\n" },
      step: 1_000_000,
      logPath: log.path,
      replies: [.messages(4, isFollowed: true)]
    )
    try await scene.collect(container, source: .api) { collector in
      try await eventually("the lines") { (try? collector.lines.count) == 4 }
    }
    try await doubt(FakeContainer.id)
    #expect(try scene.entries().flatMap { $0.doubts ?? [] }.map(\.cause) == ["connection_lost"])
    #expect(try scene.gaps().isEmpty)
    // Through the engine it stays.
    let before = container.requests
    try await scene.collect(container, source: .api) { collector in
      #expect(collector.accounts.total.doubts == 1 && collector.accounts.total.gaps == 0)
      try await eventually("it reads") { container.requests >= before + 2 }
    }
    #expect(try resolved().isEmpty)
    try await scene.collect(container, source: .files) { collector in
      var log = begun
      try log.append(1)
      try await eventually("the new line") { try collector.lines == FakeLogFile.lines(1...5) }
      try await eventually("the doubt is resolved") { try resolved().count == 1 }
      #expect(collector.accounts.total.doubts == 1 && collector.accounts.total.gaps == 0)
    }
    #expect(try resolved() == doubted())
    try await scene.collect(container, source: .files) { collector in
      try await eventually("it has begun") { collector.log.all.contains { $0.contains("reading /") } }
    }
    #expect(try resolved().count == 1)
  }

  /// Commits a doubt as a follower does.
  private func doubt(_ id: String) async throws {
    let settings = CollectorSettings(
      logFile: scene.place + "/decoy.log",
      recordFile: scene.place + "/decoy.json",
      endpoint: EngineEndpoint(address: .unix(path: "/nonexistent")),
      stateFile: scene.place + "/state.json"
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

  private func resolved() throws -> [Int] {
    try scene.entries().flatMap { ($0.resolved ?? []).map(\.sequence) }
  }

  private func doubted() throws -> [Int] { try scene.entries().filter { $0.doubts != nil }.map(\.sequence) }
}
