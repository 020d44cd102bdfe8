import Basics
import DockerEngine
import Foundation
import Testing
import TestSupport

@testable import Collector
@testable import DecoyEvents
@testable import Evidence

/// Files that earlier versions wrote: what they hold never changes, and every version reads them.
///
/// After a change of a format `DECKLOG_WRITE_FIXTURES=NAME` writes the files of the new one into `Fixtures/NAME`; its name
/// is added to ``formats``, and the old ones stay.
struct EarlierStateTests {
  private static let formats = ["1"]
  private static let output = OutputID(container: "c0ffee", stream: .stderr)

  private static func fixture(_ format: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/\(format)").standardized
  }

  private static func cursor(_ number: Int) -> LogCursor {
    LogCursor(
      timestamp: EngineTimestamp(nanoseconds: 1_764_000_000_000_000_000 + Int64(number)),
      ordinal: 3,
      length: 77,
      digest: LineDigest(high: 1, low: .max)
    )
  }

  /// One change of each kind.
  private static let changes: [StateChange] =
    [
      .position(output, OutputPosition(engine: "e", name: "ömega", cursor: cursor(1), isFinished: true)),
      .position(
        output,
        OutputPosition(
          engine: "e",
          name: "n",
          cursor: cursor(2),
          place: LogFilePlace(inode: 7, head: .max, offset: 1 << 40)
        )
      ),
      .position(
        OutputID(container: "beef", stream: .stdout),
        OutputPosition(engine: "", name: "", cursor: nil, beginning: .existing)
      ),
      .forget(output), .counts(container: "c0ffee", name: "ömega", LineCounts(inOrder: Array(1...12))),
      .totals(LineCounts(inOrder: [5])), .gate(.open(FloodKey(words: (7, 8)), passed: -9, heldBack: 4)),
      .gate(.evicted(FloodKey(words: (7, 8)), unreported: 2, isEarly: true)), .decky("omega"),
      .doubt(output, entry: 8), .resolve(output), .event(EngineTimestamp(nanoseconds: 12)),
      .ledgerEntry(sequence: 9, digest: "abc"), .beginning(.now),
    ]
    + GapCause.allCases.map {
      .gap(
        Gap(
          output: output,
          containerName: "x",
          cause: $0,
          count: 7,
          after: nil,
          before: cursor(3).timestamp
        )
      )
    }

  @Test(arguments: formats)
  func `Changes of an earlier version are read as they were meant`(format: String) throws {
    let bytes = try Data(contentsOf: Self.fixture(format).appending(path: "changes"))
    #expect(StateChange.decode(Array(bytes)) == Self.changes)
  }

  /// The ring has a commit whose last line is not in the log.
  @Test(arguments: formats)
  func `A collector goes on from the files of an earlier version`(format: String) async throws {
    try await Self.goOn(fromACopyOf: Self.fixture(format))
  }

  private static func goOn(fromACopyOf fixture: URL) async throws {
    let directory = try ScratchDirectory()
    let place = URL(filePath: directory.file("log"))
    try FileManager.default.copyItem(at: fixture.appending(path: "log"), to: place)
    let settings = settings(place)
    // The system was restarted since: what the checkpoint doesn't cover is looked for in the files.
    let store = try BootID.$assumed.withValue("another boot") {
      try Recorder(settings, floodWindow: 1_000_000_000)
    }
    #expect(store.putAside == nil && !store.isStateLost)
    #expect(store.recovered.total == LineCounts(inOrder: [4, 2, 0, 0, 2, 0, 40]))
    #expect(store.recovered.positions[output]?.cursor == cursor(2))
    #expect(store.recovered.ledgerSequence >= 1)
    try await store.finish()
    try await store.shutdown()
    #expect(
      try String(contentsOfFile: settings.logFile, encoding: .utf8) == (1...4).map { "line \($0)\n" }.joined()
    )
    #expect(try String(contentsOfFile: settings.recordFile, encoding: .utf8) == "{\"n\":2}\n{\"n\":4}\n")
    let report = try Audit.run(settings, remembered: try RememberedLedger(settings))
    #expect(report.verdict == .whole, "\(report.problems)")
  }

  private static func settings(_ directory: URL) -> JournalSettings {
    var settings = JournalSettings(
      logFile: directory.path + "/decoy.log",
      recordFile: directory.path + "/decoy.json"
    )
    settings.ringCapacity = 32 << 10
    return settings
  }

  // MARK: - Making a fixture

  @Test func `A collector goes on from the files that today's version writes`() async throws {
    let directory = try ScratchDirectory()
    let name = ProcessInfo.processInfo.environment["DECKLOG_WRITE_FIXTURES"]
    let fixture = name.map(Self.fixture) ?? URL(filePath: directory.file("fixture"))
    try FileManager.default.createDirectory(at: fixture, withIntermediateDirectories: true)
    try Data(StateChange.encode(Self.changes)).write(to: fixture.appending(path: "changes"))
    let place = URL(filePath: directory.file("log"))
    let settings = Self.settings(place)
    let store = try Recorder(settings, floodWindow: 1_000_000_000)
    try await store.begin()
    _ = try await store.commit([Self.batch(1)])
    // Has a checkpoint.
    try await store.begin()
    _ = try await store.commit([Self.batch(2)])
    // As a crash leaves it, in the middle of a write.
    try FileManager.default.copyItem(at: place, to: fixture.appending(path: "log"))
    try await store.shutdown()
    let log = Self.settings(fixture.appending(path: "log")).logFile
    try Data(String(contentsOfFile: log, encoding: .utf8).dropLast("line 4\n".count).utf8).write(
      to: URL(filePath: log)
    )
    try await Self.goOn(fromACopyOf: fixture)
  }

  /// Two lines, the second of which is an event.
  private static func batch(_ number: Int) -> SourceBatch {
    var lines = LineBatch()
    lines.raw = Array("line \(2 * number - 1)\nline \(2 * number)\n".utf8)
    lines.records = Array("{\"n\":\(2 * number)}\n".utf8)
    lines.counts = LineCounts(inOrder: [2, 1, 0, 0, 1, 0, 20])
    var batch = SourceBatch(output: output, containerName: "omega-ssh", lines: lines)
    batch.position = OutputPosition(engine: "e", name: "omega-ssh", cursor: cursor(number))
    return batch
  }
}
