import Collector
import DecoyEvents
import EngineTestSupport
import Foundation
import Testing
import TestSupport

@Suite(
  "A collector that begins behind what another one has written",
  .timeLimit(.minutes(Patience.minutes(5)))
)
struct ExistingCollectionTests {
  private static let sources = [SourceMode.api, .files]

  private let directory: ScratchDirectory
  private var place: String { directory.file("decklog") }
  private var logFile: String { place + "/decoy.log" }

  init() throws { directory = try ScratchDirectory() }

  /// Writes what another collector has written.
  private func write(_ lines: [String], to suffix: String = "") throws {
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(filePath: logFile + suffix))
  }

  /// A container that has printed lines, which can be read through the engine and from its file.
  private func container(_ lines: [String], isRunning: Bool = true) throws -> FakeContainer {
    let log = try FakeLogFile(in: directory.file("log"))
    let records = lines.enumerated().map { FakeLogFile.record($0.element + "\\n", $0.offset + 1) }
    try log.append(raw: records.joined())
    return FakeContainer(
      lines.map { $0 + "\n" },
      step: 1_000_000,
      logPath: log.path,
      replies: [.messages(lines.count, isFollowed: true)],
      running: [isRunning]
    )
  }

  /// Collects until the log's last line is the last one that is expected.
  private func collect(
    _ container: FakeContainer,
    _ source: SourceMode,
    beginning: Beginning? = .existing,
    expecting expected: [String],
    _ body: @escaping @Sendable (InProcessCollector) async throws -> Void = { _ in }
  ) async throws {
    try await FakeEngine.run({ container.answer($0) }) { engine in
      try await InProcessCollector.with(engine, source: source, directory: place, beginning: beginning) {
        collector in
        try await eventually("the last line") {
          let lines = (try? collector.lines) ?? []
          return lines.count >= expected.count && lines.last == expected.last
        }
        #expect(try collector.lines == expected)
        #expect(collector.accounts.total.gaps == 0)
        try await body(collector)
      }
    }
  }

  /// What another collector has written, and what becomes of it.
  struct Example: Sendable, CustomStringConvertible {
    let log: [String]
    /// What the container has printed.
    let lines: [String]
    /// How many of those are left out.
    let left: Int
    /// What is said of it.
    let said: String

    var description: String { "\(lines) in \(log)" }

    static let all = [
      Example(
        log: ["a", "other", "b"],
        lines: ["a", "b", "c"],
        left: 2,
        said: "info: fake stdout: resuming after"
      ),
      Example(
        log: ["a", "b", "a", "b", "c"],
        lines: ["a", "b", "c", "d", "e"],
        left: 3,
        said: "info: fake stdout: resuming after"
      ),
      // It printed a copy to hide what stands before it.
      Example(
        log: ["a", "b"],
        lines: ["a", "b", "hidden", "b", "c"],
        left: 2,
        said: "info: fake stdout: resuming after"
      ),
      Example(
        log: ["a", "c"],
        lines: ["a", "b", "c", "d"],
        left: 1,
        said: "warning: fake stdout: the existing log lacks some of its lines"
      ),
      Example(
        log: ["b"],
        lines: ["a", "b", "c"],
        left: 0,
        said: "warning: fake stdout: the existing log has some of its lines but not the first"
      ),
      Example(
        log: ["other"],
        lines: ["a", "b"],
        left: 0,
        said: "info: fake stdout: none of its lines is in the existing log"
      ),
    ]
  }

  @Test(arguments: Example.all, sources)
  func `It goes on behind the lines that are there, and says where`(_ example: Example, source: SourceMode)
    async throws
  {
    try write(example.log)
    let new = Array(example.lines[example.left...])
    try await collect(container(example.lines), source, expecting: example.log + new) { collector in
      #expect(collector.log.all.count { $0.hasPrefix(example.said) } == 1)
      try await eventually("they are counted") { collector.accounts.total.lines == new.count }
    }
  }

  @Test(arguments: sources)
  func `A container that has ended is read to its end from there`(source: SourceMode) async throws {
    try write(["a", "b"])
    try await collect(
      container(["a", "b", "c"], isRunning: false),
      source,
      expecting: ["a", "b", "c"]
    )
  }

  @Test(arguments: sources)
  func `A log that was rotated counts with its older files`(source: SourceMode) async throws {
    try write(["b", "c"], to: ".1")
    try write([])
    try await collect(container(["a", "b", "c", "d"]), source, expecting: ["d"])
  }

  @Test(arguments: sources)
  func `If only the log's end is known and has no line, that is logged`(source: SourceMode) async throws {
    try write(["other"], to: ".1")
    try write([])
    try await collect(container(["a", "b"]), source, expecting: ["a", "b"]) { collector in
      #expect(
        collector.log.all.contains { $0.hasPrefix("warning: fake stdout: none of its lines was found") }
      )
    }
  }

  @Test func `Without a log, containers are read from their beginning, which is logged once`()
    async throws
  {
    try await collect(container(["a", "b"]), .api, expecting: ["a", "b"]) { collector in
      #expect(
        collector.log.all.count { $0.hasPrefix("warning: existing log: nothing to compare with") } == 1
      )
      #expect(!collector.log.all.contains { $0.contains("fake stdout: none") })
    }
  }

  @Test(arguments: sources)
  func `A collector that is started again goes on where it was, whatever the log has`(source: SourceMode)
    async throws
  {
    try write(["a"])
    try await collect(container(["a", "b"]), source, expecting: ["a", "b"])
    try FileManager.default.removeItem(atPath: logFile)
    try await collect(container(["a", "b", "a", "c"]), source, expecting: ["a", "c"])
  }

  @Test(
    arguments: [3, 5]
  )
  func `The engine's rotated files are searched too, and what is printed later follows`(count: Int)
    async throws
  {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(4)
    try log.rotate()
    try log.append(2)
    try Shell.run("gzip \(log.path).1")
    try write(FakeLogFile.lines(1...count))
    let begun = log
    let container = FakeContainer(logPath: log.path, rotatesLog: true)
    try await collect(container, .files, expecting: FakeLogFile.lines(1...6)) { collector in
      var log = begun
      try log.append(1)
      try log.rotate()
      try log.append(1)
      try await eventually("what comes") { try collector.lines == FakeLogFile.lines(1...8) }
    }
  }

  @Test(
    arguments: ["/containers", "/logs"]
  )
  func `A start that got no answer, or no log, leaves the search to the next one`(refused: String)
    async throws
  {
    try write(["a", "b"])
    let container = try container(["a", "b", "c"])
    let answer: @Sendable (String) -> FakeEngine.Answer = { path in
      path.contains(refused)
        ? FakeEngine.Answer(
          FakeEngine.response(status: "500 Internal Server Error", #"{"message":"not now"}"#)
        )
        : container.answer(path)
    }
    try await FakeEngine.run(answer) { engine in
      try await InProcessCollector.with(engine, source: .api, directory: place, beginning: .existing) { _ in
        try await eventually("it asks") { engine.requests.contains { $0.contains(refused) } }
      }
    }
    try await collect(container, .api, beginning: nil, expecting: ["a", "b", "c"])
  }
}
