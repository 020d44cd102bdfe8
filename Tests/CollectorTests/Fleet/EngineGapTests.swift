import EngineTestSupport
import Foundation
import Testing
import WaitTestSupport

extension EngineSuites {
  @Suite(
    "What an engine's logs lack",
    .tags(.engine),
    needsEngine,
    .timeLimit(.minutes(Patience.minutes(5)))
  )
  struct EngineGapTests {
    /// A container that has printed six lines and ended, and its log.
    private static func ended(_ engine: TestEngine, _ fleet: DecoyFleet) async throws -> String {
      try await fleet.emit("ended", lines: 6)
      try await engine.wait("ended")
      return try await engine.docker(["inspect", "--format", "{{.LogPath}}", "ended"])
    }

    @Test("a log with 300,000 lines that are no records is one gap, and stops neither others nor a stop")
    func noRecords() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let log = try await Self.ended(engine, fleet)
        try Shell.run("yes x | head -300000 >> \(log)")
        try await fleet.emit("healthy", lines: 20_000, ["--rate", "5000", "--hold", "-1"])
        try await CollectorProcess.with(engine, arguments: ["--source", "files"]) { collector in
          try await eventually("the healthy one") {
            try EmittedLines(collector.logFile).isWhole("healthy", upTo: 20_000)
          }
          try await eventually("the gap") { collector.said.contains("gap in ended") }
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          #expect(counts["gaps"] == 1 && counts["lines"] == 20_006)
          #expect(try EmittedLines(collector.logFile).isWhole("ended", upTo: 6))
          #expect(collector.said.utf8.count < 10_000)
          let ledger = try String(contentsOfFile: collector.logFile + ".ledger.jsonl", encoding: .utf8)
          #expect(ledger.components(separatedBy: "damaged_record").count == 2)
        }
      }
    }

    @Test("behind zeros in a log it goes on through the engine, too, with a gap")
    func zeros() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let log = try await Self.ended(engine, fleet)
        let content = try String(contentsOfFile: log, encoding: .utf8)
        let records = content.split(separator: "\n", omittingEmptySubsequences: true)
        try #require(records.count == 6)
        let damaged =
          records[..<2].joined(separator: "\n") + "\n" + String(repeating: "\0", count: 4096)
          + records[2...].joined(separator: "\n") + "\n"
        let file = try FileHandle(forWritingTo: URL(filePath: log))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(damaged.utf8))
        try file.close()
        try await CollectorProcess.with(engine, arguments: ["--source", "api"]) { collector in
          // The record that the zeros are glued to may be lost.
          try await eventually("what can be read") { try FileLines.count(collector.logFile) >= 5 }
          try await eventually("the gap") { collector.said.contains("gap in ended") }
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          #expect(counts["gaps"] == 1)
          let run = try #require(try EmittedLines(collector.logFile).runs["ended"])
          #expect(run == Array(1...6) || run == [1, 2, 4, 5, 6])
          #expect(counts["lines"] == run.count)
        }
      }
    }

    @Test(
      "a container whose output can't be read is a gap, as long as it is there and when it is gone",
      arguments: [("none", "auto"), ("local", "files")]
    )
    func driver(name: String, source: String) async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await fleet.emit("silent", lines: 10, options: ["--log-driver", name], ["--hold", "-1"])
        let directory = engine.directory + "/unreadable"
        for isLast in [false, true] {
          let collector = try CollectorProcess(
            host: engine.host,
            directory: directory,
            arguments: ["--source", source]
          )
          try await eventually("it says so") { collector.said.contains("can't be collected") }
          if isLast {
            try await engine.remove("silent")
            try await eventually("it is gone") { collector.said.contains("silent is gone") }
          }
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          #expect(counts["gaps"] == 1)
        }
        let ledger = try String(contentsOfFile: directory + "/log/decklog.log.ledger.jsonl", encoding: .utf8)
        #expect(ledger.components(separatedBy: #""cause":"unreadable""#).count == 2)
      }
    }

    @Test("a container that is created, renamed and then started is read from its file, from its first line")
    func renamed() async throws {
      try await TestEngine.withEngine { engine in
        _ = try await DecoyFleet(engine)
        try await CollectorProcess.with(engine, arguments: ["--source", "files"]) { collector in
          try await eventually("it has begun") { collector.said.contains("collecting from") }
          let create = [
            "create", "--name", "tmp_web", "--label", "decnet.fleet.service=true", DecoyFleet.image,
          ]
          try await engine.docker(create + ["emit", "--run", "web", "--lines", "2000", "--hold", "-1"])
          try await engine.docker(["rename", "tmp_web", "web"])
          try await eventually("it is known") { collector.said.contains("web stdout") }
          try await engine.docker(["start", "web"])
          try await eventually("all lines") { try EmittedLines(collector.logFile).isWhole("web", upTo: 2000) }
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          #expect(counts["gaps"] == 0)
        }
      }
    }

    @Test("containers that remove themselves as soon as they end, and are read to their end, have no gap")
    func shortLived() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await CollectorProcess.with(engine, arguments: ["--source", "files"]) { collector in
          try await eventually("it has begun") { collector.said.contains("collecting from") }
          let count = 30
          for number in 1...count {
            try await fleet.emit("short-\(number)", lines: 50, options: ["--rm"], ["--rate", "100"])
          }
          try await eventually("all are known to be gone") {
            collector.said.components(separatedBy: " is gone").count == count + 1
          }
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          let found = try EmittedLines(collector.logFile)
          let missing = (1...count).filter { !found.isWhole("short-\($0)", upTo: 50) }.count
          // No gap where nothing is missing, and one where something is.
          #expect(counts["gaps"] == missing)
        }
      }
    }
  }
}
