import EngineTestSupport
import Evidence
import Foundation
import Testing
import TestSupport

@testable import Collector

@Suite("What an audit says of what was collected", .timeLimit(.minutes(Patience.minutes(5))))
struct CollectedAuditTests {
  private static let texts = (1...200).map { "line \($0)\n" }

  @Test func `The last entries and lines can't be cut off without being seen, as long as the state is there`()
    async throws
  {
    let directory = try ScratchDirectory()
    let settings = JournalSettings(
      logFile: directory.file("decoy.log"),
      recordFile: directory.file("decoy.json")
    )
    let container = FakeContainer(Self.texts, replies: [.messages(200, isFollowed: true)])
    try await FakeEngine.run({ container.answer($0) }) { engine in
      try await InProcessCollector.with(engine, directory: directory.path) { collector in
        try await eventually("all lines") { (try? collector.lines.count) == 200 }
      }
    }
    // The collector was killed, as it were: whoever comes next tells the ledger of its lines.
    let store = try Recorder(settings, floodWindow: 1_000_000_000)
    try await store.finish()
    try await store.shutdown()
    let remembered = try #require(try RememberedLedger(settings))
    let whole = try Audit.run(settings, remembered: remembered)
    #expect(whole.verdict == .whole, "\(whole.problems)")
    #expect(whole.log.ours == 200 && whole.log.written == 200)
    #expect(remembered.sequence == whole.entries)

    try cutLast(1, settings.ledgerFile)
    try cutLast(100, settings.logFile)
    // The first entry tells of no lines, so that by itself the rest adds up.
    #expect(try Audit.run(settings).verdict == .whole)
    #expect(try Audit.run(settings, remembered: remembered).verdict == .unexplained)
  }

  private func cutLast(_ count: Int, _ path: String) throws {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    try lines.dropLast(count).map { $0 + "\n" }.joined().write(
      toFile: path,
      atomically: true,
      encoding: .utf8
    )
  }
}
