import EngineTestSupport
import Foundation
import Testing
import TestSupport

extension EngineSuites {
  @Suite("An engine that goes away", .tags(.engine), needsEngine, .timeLimit(.minutes(Patience.minutes(5))))
  struct OutageTests {
    /// How an engine goes.
    enum Outage: CaseIterable {
      case stopped, killed
    }

    @Test(
      needsOwnEngine,
      arguments: Outage.allCases
    )
    func `Collection goes on by itself, and new containers are seen`(_ outage: Outage) async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await CollectorProcess.with(engine) { collector in
          try await fleet.emit(
            "steady",
            lines: 100_000,
            options: ["--restart", "always"],
            ["--rate", "500", "--hold", "-1"]
          )
          try await eventually("the first lines") { try FileLines.count(collector.logFile) > 500 }
          switch outage {
          case .stopped: try await engine.stop()
          case .killed: try await engine.kill()
          }
          // How long the engine is away: long enough that the pauses between tries have grown.
          try await Task.sleep(for: .seconds(outage == .stopped ? 10 : 2))
          try await engine.start()
          try await fleet.emit("new", lines: 1000)
          try await eventually("the new container's lines") {
            try EmittedLines(collector.logFile).isWhole("new", upTo: 1000)
          }
          let before = try FileLines.count(collector.logFile)
          try await eventually("the old container's lines") {
            try FileLines.count(collector.logFile) > before + 100
          }
          let (status, _) = try await collector.stop()
          #expect(status == 0)
          let written = try await engine.docker(["logs", "steady"]).split(separator: "\n").map(String.init)
          let log = try String(contentsOfFile: collector.logFile, encoding: .utf8).split(separator: "\n")
          let steady = log.filter { $0.contains(#"run="steady""#) }.map(String.init)
          #expect(
            steady == Array(written.prefix(steady.count)),
            "not what the engine has, each line once and in order"
          )
        }
      }
    }

    @Test(needsOwnEngine)
    func `An engine that is not there yet is waited for, which is logged once`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await fleet.emit("early", lines: 1000)
        try await engine.stop()
        try await CollectorProcess.with(engine) { collector in
          try await eventually("it says so") { collector.said.contains("container engine at") }
          try await engine.start()
          try await eventually("the lines of before") {
            try EmittedLines(collector.logFile).isWhole("early", upTo: 1000)
          }
          let (status, _) = try await collector.stop()
          #expect(status == 0)
          #expect(
            collector.said.components(separatedBy: "there is no socket \(engine.socketPath)").count == 2,
            "\(collector.said)"
          )
        }
      }
    }

    @Test
    func `A container that is started again goes on where it was, and an unfinished line swallows nothing`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await CollectorProcess.with(engine) { collector in
          try await fleet.emit("again", lines: 100, ["--no-final-newline"])
          try await engine.wait("again")
          for round in 2...4 {
            try await engine.start("again")
            try await engine.wait("again")
            try await eventually("run \(round)") { try FileLines.count(collector.logFile) == 100 * round }
          }
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          #expect(counts["lines"] == 400)
          #expect(
            try EmittedLines(collector.logFile).runs["again"]
              == Array(repeating: Array(1...100), count: 4).flatMap { $0 }
          )
        }
      }
    }

    @Test func `A stop under full load writes whole lines and ends in time`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await CollectorProcess.with(engine) { collector in
          try await fleet.emit("flood", lines: 1_000_000, ["--hold", "-1"])
          try await eventually("the flood") { try FileLines.count(collector.logFile) > 1000 }
          let start = ContinuousClock.now
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          // What is promised is five seconds; a busy machine takes longer for everything.
          #expect(ContinuousClock.now - start < Patience.limit(.seconds(15)))
          let found = try EmittedLines(collector.logFile)
          #expect(found.damaged.isEmpty)
          #expect(found.isWhole("flood", upTo: found.count))
          #expect(counts["lines"] == found.count)
          #expect(counts["records"] == (try FileLines.count(collector.recordFile)))
        }
      }
    }
  }
}
