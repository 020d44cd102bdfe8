import EngineTestSupport
import Foundation
import Testing
import TestSupport

extension EngineSuites {
  @Suite(
    "An engine behind HAProxy",
    .tags(.engine),
    needsOwnEngine,
    EngineProxy.isNeeded,
    .timeLimit(.minutes(Patience.minutes(5)))
  )
  struct ProxyTests {
    private static let refusals: [[String]] = [[], ["/info", "/version"]]

    @Test(arguments: ["api", "files"], refusals)
    func `Connections that it cuts are no gaps`(source: String, refused: [String]) async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await EngineProxy.with(engine, idle: 1000, refused: refused) { host in
          let collector = try CollectorProcess(
            host: host,
            directory: engine.directory + "/proxied",
            arguments: ["--source", source]
          )
          try await eventually("it runs") { collector.said.contains("collecting from") }
          // Long enough for some silence of the events, and of another container's log.
          try await fleet.emit("silent", lines: 10, ["--hold", "-1"])
          try await fleet.emit("steady", lines: 200, ["--rate", "20"])
          try await eventually("all lines") {
            let found = try EmittedLines(collector.logFile)
            return found.isWhole("steady", upTo: 200) && found.isWhole("silent", upTo: 10)
          }
          #expect(collector.said.contains("event stream was cut"), "\(collector.said)")
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          #expect(counts["gaps"] == 0 && (counts["doubts"] ?? 0) == 0, "\(collector.said)")
          #expect(counts["lines"] == 210)
        }
      }
    }

    @Test func `An engine that is killed behind it leaves a gap in what it was writing`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await EngineProxy.with(engine, idle: 10_000) { host in
          let collector = try CollectorProcess(host: host, directory: engine.directory + "/proxied")
          try await eventually("it runs") { collector.said.contains("collecting from") }
          try await fleet.emit("steady", lines: 100_000, ["--rate", "100", "--hold", "-1"])
          try await eventually("the first lines") { try FileLines.count(collector.logFile) > 100 }
          try await engine.kill()
          try await engine.start()
          try await eventually("it is told") {
            collector.said.contains("gap in steady stdout") && collector.said.contains("the engine was gone")
          }
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          #expect(counts["gaps"] == 1, "\(collector.said)")
        }
      }
    }
  }
}
