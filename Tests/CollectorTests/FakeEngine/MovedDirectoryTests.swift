import Collector
import DecoyEvents
import EngineTestSupport
import Foundation
import Testing
import TestSupport

@Suite("A directory of logs that is moved or removed", .timeLimit(.minutes(Patience.minutes(5))))
struct MovedDirectoryTests {
  /// What becomes of it while a collector runs.
  enum Deed: CaseIterable {
    case moved, removed
  }

  @Test(arguments: Deed.allCases)
  func `Is made again with its state: nothing is lost, and nothing is read twice`(deed: Deed) async throws {
    let directory = try ScratchDirectory()
    let place = directory.file("decklog")
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(5)
    let container = FakeContainer(logPath: log.path)
    let begun = log
    try await FakeEngine.run({ container.answer($0) }) { engine in
      try await InProcessCollector.with(engine, source: .files, directory: place) { collector in
        var log = begun
        try await eventually("the first lines") { (try? collector.lines) == FakeLogFile.lines(1...5) }
        try FileManager.default.moveItem(atPath: place, toPath: directory.file("moved"))
        if deed == .removed { try FileManager.default.removeItem(atPath: directory.file("moved")) }
        try log.append(5)
        try await eventually("what comes is in a new file") {
          (try? collector.lines) == FakeLogFile.lines(6...10)
        }
        try await eventually("there is a state again") {
          FileManager.default.fileExists(atPath: collector.logFile + ".state/checkpoint.A")
        }
      }
      for number in 11...12 { try begun.append(raw: FakeLogFile.record("line \(number)\\n", number)) }
      try await InProcessCollector.with(engine, source: .files, directory: place) { collector in
        try await eventually("what comes after a start") {
          (try? collector.lines.last) == "line 12"
        }
        #expect(try collector.lines == FakeLogFile.lines(6...12))
        #expect(collector.accounts.total.gaps == 0 && collector.accounts.total.doubts == 0)
      }
    }
    if deed == .moved {
      #expect(try FileLines.count(directory.file("moved/decoy.log")) == 5)
    }
  }
}
