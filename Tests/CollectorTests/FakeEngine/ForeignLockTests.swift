import Collector
import EngineTestSupport
import Foundation
import Glibc
import Testing
import TestSupport

@Suite("Files that another program locks", .timeLimit(.minutes(Patience.minutes(5))))
struct ForeignLockTests {
  @Test func `A foreign lock on a rotated-in file is reported once, blocks nothing, and its end is reported`()
    async throws
  {
    let directory = try ScratchDirectory()
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(1)
    let (begun, place) = (log, directory.file("decklog"))
    let container = FakeContainer(logPath: log.path)
    try await FakeEngine.run({ container.answer($0) }) { engine in
      try await InProcessCollector.with(engine, source: .files, directory: place) { collector in
        var log = begun
        try await eventually("the first line") { (try? collector.lines.count) == 1 }
        // The file is locked before it gets the name.
        let next = collector.logFile + ".new"
        try Data().write(to: URL(filePath: next))
        let descriptor = open(next, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        try #require(rename(next, collector.logFile) == 0)
        try log.append(2)
        try await eventually("the lines are written all the same") { (try? collector.lines.count) == 2 }
        #expect(try collector.lines == FakeLogFile.lines(2...3))
        try await eventually("it is told") { !Self.told(collector).isEmpty }
        flock(descriptor, LOCK_UN)
        try await eventually("the end is told") {
          collector.log.all.contains { $0.contains("no other program has these files locked") }
        }
        #expect(Self.told(collector).count == 1)
      }
    }
  }

  private static func told(_ collector: InProcessCollector) -> [String] {
    collector.log.all.filter { $0.hasPrefix("warning: another program has locked \(collector.logFile)") }
  }
}
