import EngineTestSupport
import Foundation
import Testing
import TestSupport

extension EngineSuites {
  @Suite(
    "An engine that has lost sight of its containers",
    .tags(.engine),
    needsOwnEngine,
    .timeLimit(.minutes(Patience.minutes(5)))
  )
  struct UnmountedDataTests {
    private static let often = ["DECNET_COLLECTOR_RECONCILE_S": "1"]

    @Test func `Started before its data is mounted, it makes nothing be read twice`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await fleet.emit("ended", lines: 60)
        try await engine.wait("ended")
        try await CollectorProcess.with(engine, environment: Self.often) { collector in
          try await eventually("the lines") { try EmittedLines(collector.logFile).isWhole("ended", upTo: 60) }
          try await engine.stop()
          try FileManager.default.moveItem(
            atPath: engine.directory + "/data",
            toPath: engine.directory + "/unmounted"
          )
          try await engine.start()
          try await eventually("it is said") {
            collector.said.contains("the engine lists no container that was known (1 missing)")
          }
          try await engine.stop()
          try FileManager.default.removeItem(atPath: engine.directory + "/data")
          try FileManager.default.moveItem(
            atPath: engine.directory + "/unmounted",
            toPath: engine.directory + "/data"
          )
          try await engine.start()
          try await eventually("it is there again") {
            collector.said.contains("collecting ended stdout from where it left off")
          }
          try await fleet.emit("later", lines: 10)
          try await eventually("what comes later") {
            try EmittedLines(collector.logFile).isWhole("later", upTo: 10)
          }
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          #expect(try EmittedLines(collector.logFile).runs["ended"] == Array(1...60))
          #expect(counts["gaps"] == 0 && (counts["doubts"] ?? 0) == 0, "\(collector.said)")
        }
      }
    }

    @Test func `Another engine with the same id leaves a doubt, and the first one is read on`() async throws {
      try await TestEngine.withEngine { engine in
        try await TestEngine.withEngine { clone in
          let fleet = try await DecoyFleet(engine)
          let directory = engine.directory + "/cloned"
          try await fleet.emit("running", lines: 120, ["--rate", "20", "--hold", "-1"])
          var collector = try CollectorProcess(host: engine.host, directory: directory)
          try await eventually("some lines") { try FileLines.count(collector.logFile) > 10 }
          var (status, _) = try await collector.stop()
          #expect(status == 0)
          collector = try CollectorProcess(host: clone.host, directory: directory, environment: Self.often)
          try await eventually("the doubt") { collector.said.contains("doubt about running stdout") }
          (status, _) = try await collector.stop()
          #expect(status == 0)
          collector = try CollectorProcess(host: engine.host, directory: directory)
          try await eventually("all lines") {
            try EmittedLines(collector.logFile).isWhole("running", upTo: 120)
          }
          (status, _) = try await collector.stop()
          #expect(status == 0)
          #expect(try FileLines.count(collector.logFile) == 120)
          let ids = try await (
            engine.docker(["info", "--format", "{{.ID}}"]), clone.docker(["info", "--format", "{{.ID}}"])
          )
          #expect(ids.0 == ids.1, "or it is no clone")
        }
      }
    }
  }
}
