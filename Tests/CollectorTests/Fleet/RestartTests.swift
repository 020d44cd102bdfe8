import EngineTestSupport
import Foundation
import Records
import Store
import Testing
import TestSupport

extension EngineSuites {
  @Suite(
    "A collector that ends and is started again",
    .tags(.engine),
    needsEngine,
    .timeLimit(.minutes(Patience.minutes(5)))
  )
  struct RestartTests {
    private static let kills = LongTests.count(short: 4, whole: 8)
    private static let lines = LongTests.count(short: 3000, whole: 6000)

    @Test(
      arguments: [["api"], ["files"], ["files", "api"]]
    )
    func `Killed again and again under load, it has each line and each record once`(sources: [String])
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let directory = engine.directory + "/restart"
        let lines = Self.lines
        for number in 1...4 {
          try await fleet.emit("writer-\(number)", lines: lines, ["--rate", "1000", "--hold", "-1"])
        }
        var random = SystemRandomNumberGenerator()
        var kills = 0
        var written = 0
        // On a slow machine the writers are done before the last: then nothing is left to interrupt.
        while kills < Self.kills, written < 4 * lines {
          let source = sources[kills % sources.count]
          let collector = try CollectorProcess(
            host: engine.host,
            directory: directory,
            arguments: ["--source", source]
          )
          let enough = min(written + Int.random(in: 1...1500, using: &random), 4 * lines)
          try await eventually("it writes") {
            written = try FileLines.count(collector.logFile)
            return written >= enough
          }
          collector.signal(SIGKILL)
          try await eventually("it is dead") { !collector.isRunning }
          kills += 1
        }
        #expect(kills > 1)
        let collector = try CollectorProcess(host: engine.host, directory: directory)
        try await eventually("all lines") {
          try collector.said.contains("collecting writer-4")
            && FileLines.count(collector.logFile) >= 4 * lines
        }
        let (status, counts) = try await collector.stop()
        #expect(status == 0)
        for file in [collector.logFile, collector.recordFile] {
          let found = try EmittedLines(file)
          for number in 1...4 {
            #expect(
              found.isWhole("writer-\(number)", upTo: lines),
              "\(found.fault(of: "writer-\(number)", upTo: lines))"
            )
          }
          #expect(found.damaged.isEmpty)
        }
        #expect(counts["lines"] == 4 * lines && counts["records"] == 4 * lines)
        #expect(counts["gaps"] == 0)
      }
    }

    @Test func `Killed again and again with a store, each record is once in the store too`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let directory = engine.directory + "/stored"
        let path = directory + "/d.db"
        let lines = Self.lines
        try await fleet.emit("stored", lines: lines, ["--rate", "300", "--hold", "-1"])
        var random = SystemRandomNumberGenerator()
        var (kills, stored) = (0, 0)
        // On a slow machine the writer is done before the last: then nothing is left to interrupt.
        while kills < Self.kills, stored < lines {
          let collector = try CollectorProcess(
            host: engine.host,
            directory: directory,
            arguments: ["--store", path]
          )
          let enough = min(stored + Int.random(in: 1...900, using: &random), lines)
          try await eventually("it stores") {
            stored = try Self.stored(path)?.count ?? 0
            return stored >= enough
          }
          collector.signal(SIGKILL)
          try await eventually("it is dead") { !collector.isRunning }
          kills += 1
        }
        #expect(kills > 1)
        let collector = try CollectorProcess(
          host: engine.host,
          directory: directory,
          arguments: ["--store", path]
        )
        // All may be there before it is.
        try await eventually("it runs") { collector.said.contains("collecting from") }
        try await eventually("all records") { try Self.stored(path)?.count == lines }
        let (status, counts) = try await collector.stop()
        #expect(status == 0)
        #expect(counts["records"] == lines)
        let written = try String(contentsOfFile: collector.recordFile, encoding: .utf8).split(separator: "\n")
        #expect(try Self.stored(path)?.map { $0[...] } == written)
      }
    }

    /// The records of a store, in the order in which they were stored; `nil` where there is none yet.
    private static func stored(_ path: String) throws -> [String]? {
      guard let store = try? RecordStore(reading: path) else { return nil }
      defer { store.close() }
      return try store.events(StoreQuery(limit: StoreQuery.mostResults), isOldestFirst: true).events
        .sorted { $0.id < $1.id }.map(\.json)
    }

    @Test func `What was written, started, ended and removed while it was down is read, or counted as a gap`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let directory = engine.directory + "/down"
        try await fleet.emit("ended", lines: 2000, ["--rate", "1000"])
        try await fleet.emit("removed", lines: 100_000, ["--rate", "500", "--hold", "-1"])
        var collector = try CollectorProcess(host: engine.host, directory: directory)
        try await eventually("both are read") { try EmittedLines(collector.logFile).runs.count == 2 }
        collector.signal(SIGKILL)
        try await eventually("it is dead") { !collector.isRunning }
        try await engine.wait("ended")
        try await fleet.emit("started", lines: 1000)
        try await engine.wait("started")
        try await engine.remove("removed")
        try await fleet.emit("never-seen", lines: 10)
        try await engine.wait("never-seen")
        try await engine.remove("never-seen")
        collector = try CollectorProcess(host: engine.host, directory: directory)
        try await eventually("what is there is read") {
          let found = try EmittedLines(collector.logFile)
          return found.isWhole("ended", upTo: 2000) && found.isWhole("started", upTo: 1000)
        }
        try await eventually("the gaps are told") {
          collector.said.components(separatedBy: "gap in").count == 3
        }
        let (status, counts) = try await collector.stop()
        #expect(status == 0)
        #expect(counts["gaps"] == 2)
        let found = try EmittedLines(collector.logFile)
        let run = found.runs["removed"] ?? []
        #expect(found.isWhole("removed", upTo: run.count))
        let ledger = try String(contentsOfFile: collector.logFile + ".ledger.jsonl", encoding: .utf8)
        #expect(ledger.components(separatedBy: "removed_before_read").count == 3)
      }
    }

    @Test func `From now on, it leaves out what is there, and after a restart nothing more`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let directory = engine.directory + "/now"
        try await fleet.emit("old", lines: 500)
        try await engine.wait("old")
        for last in [1000, 2000] {
          let collector = try CollectorProcess(
            host: engine.host,
            directory: directory,
            arguments: ["--from", "now"]
          )
          // What starts before its first look at the engine is there already.
          try await eventually("it has looked") { collector.said.contains("collecting old") }
          try await fleet.emit("new-\(last)", lines: last)
          try await eventually("the new lines") {
            try EmittedLines(collector.logFile).isWhole("new-\(last)", upTo: last)
          }
          let (status, _) = try await collector.stop()
          #expect(status == 0)
          #expect(try EmittedLines(collector.logFile).runs["old"] == nil)
        }
      }
    }

    @Test(arguments: ["api", "files"])
    func `It goes on behind what another collector has written`(source: String) async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let directory = engine.directory + "/existing"
        let lines = 6000
        try await fleet.emit("ended", lines: 500)
        try await engine.wait("ended")
        for name in ["writer", "unseen"] {
          try await fleet.emit(name, lines: lines, ["--rate", "1000", "--hold", "-1"])
        }
        try await eventually("the writer is in the middle") {
          try await engine.docker(["logs", "writer"]).count { $0.isNewline } > lines / 4
        }
        // The other one has read everything twice, as after a restart, and has not come to each container.
        var written = ""
        for name in ["ended", "writer", "ended", "writer"] {
          written += try await engine.docker(["logs", name]) + "\n"
        }
        try FileManager.default.createDirectory(
          atPath: directory + "/log",
          withIntermediateDirectories: true
        )
        try Data(written.utf8).write(to: URL(filePath: directory + "/log/decklog.log"))
        let before = try EmittedLines(directory + "/log/decklog.log")
        #expect(before.damaged.isEmpty)
        let collector = try CollectorProcess(
          host: engine.host,
          directory: directory,
          arguments: ["--from", "existing", "--source", source]
        )
        try await eventually("all lines") {
          let found = try EmittedLines(collector.logFile)
          return found.isWhole("unseen", upTo: lines) && found.runs["writer"]?.last == lines
        }
        try await fleet.emit("later", lines: 10)
        try await eventually("one that comes later") {
          try EmittedLines(collector.logFile).isWhole("later", upTo: 10)
        }
        let (status, counts) = try await collector.stop()
        #expect(status == 0)
        #expect(counts["gaps"] == 0)
        let found = try EmittedLines(collector.logFile)
        #expect(found.damaged.isEmpty)
        #expect(found.runs["ended"] == before.runs["ended"])
        let known = try #require(before.runs["writer"]?.max())
        #expect(found.runs["writer"] == (before.runs["writer"] ?? []) + (1...lines).dropFirst(known))
        #expect(counts["lines"] == lines - known + lines + 10)
        #expect(collector.said.contains("writer stdout: resuming after its last line in the existing log"))
        #expect(collector.said.contains("unseen stdout: none of its lines is in the existing log"))
      }
    }

    @Test
    func
      `A second one on the same log is refused; with a damaged state a start goes on behind what the log has`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let directory = engine.directory + "/refused"
        let first = try CollectorProcess(host: engine.host, directory: directory)
        try await eventually("it runs") { first.said.contains("collecting from") }
        let fleet = try await DecoyFleet(engine)
        try await fleet.emit("steady", lines: 2000, ["--rate", "200", "--hold", "-1"])
        try await eventually("the first lines") { try FileLines.count(first.logFile) > 100 }
        let second = try CollectorProcess(host: engine.host, directory: directory)
        var (status, _) = try await second.ended()
        #expect(status == EX_TEMPFAIL)
        #expect(second.said.contains("is in use by process \(first.processID)"))
        (status, _) = try await first.stop()
        #expect(status == 0)
        for side in ["A", "B"] {
          for pair in ["checkpoint", "recent"] {
            let path = "\(first.logFile).state/\(pair).\(side)"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            try Data("damaged".utf8).write(to: URL(filePath: path))
          }
        }
        let anew = try CollectorProcess(host: engine.host, directory: directory)
        try await eventually("it runs") { anew.said.contains("collecting from") }
        #expect(anew.said.contains("is damaged") && anew.said.contains("it was moved to"), "\(anew.said)")
        try await eventually("the last line") {
          try EmittedLines(anew.logFile).runs["steady"]?.last == 2000
        }
        (status, _) = try await anew.stop()
        #expect(status == 0)
        #expect(try EmittedLines(anew.logFile).isWhole("steady", upTo: 2000))
      }
    }
  }
}
