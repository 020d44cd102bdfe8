import EngineTestSupport
import Foundation
import Testing
import TestSupport

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

    @Test
    func `A log with 300,000 lines that are no records is one gap, and stops neither others nor a stop`()
      async throws
    {
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

    @Test func `Behind zeros in a log it goes on through the engine, too, with a gap`() async throws {
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
      arguments: [("none", "auto"), ("local", "files")]
    )
    func `A container whose output can't be read is a gap, as long as it is there and when it is gone`(
      name: String,
      source: String
    ) async throws {
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

    @Test func `A log that is cut while decklog is down, and silent from then on, is a gap in all accounts`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await fleet.emit("cut", lines: 40, ["--hold", "-1"])
        let log = try await engine.docker(["inspect", "--format", "{{.LogPath}}", "cut"])
        let directory = engine.directory + "/cut"
        for gaps in [0, 1] {
          let collector = try CollectorProcess(
            host: engine.host,
            directory: directory,
            arguments: ["--source", "files"]
          )
          try await eventually("the lines") { try EmittedLines(collector.logFile).isWhole("cut", upTo: 40) }
          try await eventually("it reads") { collector.said.contains("reading /") }
          if gaps == 1 {
            try await eventually("the gap is in the ledger") {
              try String(contentsOfFile: collector.logFile + ".ledger.jsonl", encoding: .utf8)
                .contains("rotated_away")
            }
          }
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          #expect(counts["gaps"] == gaps && counts["lines"] == 40)
          let audit = try Shell.run(
            "\(ChildProcess.built("decklog")) audit -f \(collector.logFile); echo \"status $?\""
          )
          #expect(audit.contains("status \(gaps)\n"), "\(audit)")
          try Shell.run(": > \(log)")
        }
      }
    }

    private static let logrotateIsNeeded = TestTools.areExpected("logrotate")

    /// What somebody else does to the log of a running container.
    enum Deed: CaseIterable {
      case removed, renamed, rotated

      /// The command, for a log's path and a directory to work in.
      func command(_ log: String, _ directory: String) -> String {
        switch self {
        case .removed: "rm \(log)"
        case .renamed: "mv \(log) \(log)-20261129"
        case .rotated:
          """
          set -e; umask 022; printf '%s {\n rotate 5\n create\n}\n' \(log) > \(directory)/logrotate.conf
          logrotate --force --state \(directory)/logrotate.state \(directory)/logrotate.conf
          """
        }
      }
    }

    @Test(
      arguments: Deed.allCases.filter { $0 != .rotated || logrotateIsNeeded }
    )
    func `A running container's log is read on after it was removed or renamed, no line twice`(
      deed: Deed
    ) async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        // Older files are there to be taken for unread ones; an engine that rotates makes the log anew, too.
        let rotates = deed == .removed
        let options = rotates ? ["--log-opt", "max-size=30k", "--log-opt", "max-file=5"] : []
        try await CollectorProcess.with(engine, arguments: ["--source", "files"]) { collector in
          try await fleet.emit("writer", lines: 1_000_000, options: options, ["--rate", "500"])
          let log = try await engine.docker(["inspect", "--format", "{{.LogPath}}", "writer"])
          try await eventually("some lines") { try EmittedLines(collector.logFile).count > 400 }
          if rotates {
            try await eventually("older files") { FileManager.default.fileExists(atPath: log + ".4") }
          }
          try Shell.run(deed.command(log, engine.directory))
          let seen = try EmittedLines(collector.logFile).count
          try await eventually("more lines") { try EmittedLines(collector.logFile).count > seen + 500 }
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          let found = try EmittedLines(collector.logFile)
          let run = found.runs["writer"] ?? []
          #expect(run == Array(Set(run)).sorted(), "repeated, or out of order")
          #expect(
            run.count == run.last || rotates && (counts["gaps"] ?? 0) > 0,
            "\(found.fault(of: "writer", upTo: run.last ?? 0)); \(counts); \(collector.said)"
          )
          #expect(rotates || counts["gaps"] == 0)
        }
      }
    }

    @Test func `A container that another one is linked to has its own name`() async throws {
      try await TestEngine.withEngine(TestEngine.Options(arguments: ["--bridge=docker0"])) { engine in
        _ = try await DecoyFleet(engine)
        let run = ["run", "--detach", "--label", "decnet.fleet.service=true", "--name"]
        let emit = [DecoyFleet.image, "emit", "--lines", "5", "--hold", "-1", "--run"]
        try await engine.docker(run + ["target"] + emit + ["target"])
        try await engine.docker(run + ["apar", "--link", "target:db"] + emit + ["apar"])
        let names = try await engine.docker(["ps", "--no-trunc", "--format", "{{.Names}}"])
        try #require(names.contains("apar/db"))
        try await CollectorProcess.with(engine) { collector in
          try await eventually("all lines") { try EmittedLines(collector.logFile).count == 10 }
          let (status, _) = try await collector.stop()
          #expect(status == 0)
          let ledger = try String(contentsOfFile: collector.logFile + ".ledger.jsonl", encoding: .utf8)
          #expect(ledger.contains(#""name":"target""#) && ledger.contains(#""name":"apar""#))
          #expect(!ledger.contains("apar/db") && !ledger.contains(#"apar\/db"#))
          let records = try String(contentsOfFile: collector.recordFile, encoding: .utf8)
          for name in ["target", "apar"] {
            #expect(records.components(separatedBy: #""container":"\#(name)""#).count == 6)
          }
        }
      }
    }

    @Test(
      arguments: ["auto", "files"]
    )
    func `A container that is created, renamed and then started is read from its file, from its first line`(
      source: String
    ) async throws {
      try await TestEngine.withEngine { engine in
        _ = try await DecoyFleet(engine)
        try await CollectorProcess.with(engine, arguments: ["--source", source]) { collector in
          try await eventually("it has begun") { collector.said.contains("collecting from") }
          let create = [
            "create", "--label", "decnet.fleet.service=true", "--name", "tmp_web", DecoyFleet.image,
          ]
          // One that is never started has printed nothing.
          try await engine.docker(create.map { $0 == "tmp_web" ? "unused" : $0 } + ["emit", "--lines", "5"])
          try await engine.docker(["rm", "unused"])
          try await engine.docker(create + ["emit", "--run", "web", "--lines", "2000", "--hold", "-1"])
          try await engine.docker(["rename", "tmp_web", "web"])
          try await eventually("it is known") { collector.said.contains("web stdout") }
          try await engine.docker(["start", "web"])
          try await eventually("all lines") { try EmittedLines(collector.logFile).isWhole("web", upTo: 2000) }
          #expect(collector.said.contains("web stdout: reading /"))
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          #expect(counts["gaps"] == 0)
        }
      }
    }

    @Test(
      arguments: ["files", "api"]
    )
    func `Containers that remove themselves as soon as they end have a gap only where a line is missing`(
      source: String
    ) async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await CollectorProcess.with(engine, arguments: ["--source", source]) { collector in
          try await eventually("it has begun") { collector.said.contains("collecting from") }
          let count = LongTests.count(short: 15, whole: 60)
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
          // Through the API, the end of an answer leaves a doubt.
          let doubts = try #require(counts["doubts"])
          let gaps = try #require(counts["gaps"])
          #expect(gaps <= missing && missing <= gaps + doubts, "\(collector.said)")
          #expect(source == "api" || doubts == 0)
        }
      }
    }
  }
}
