import EngineTestSupport
import Foundation
import Testing
import TestSupport

extension EngineSuites {
  @Suite(
    "Logs that the engine throws away",
    .tags(.engine),
    needsEngine,
    .timeLimit(.minutes(Patience.minutes(5)))
  )
  struct EngineRotationTests {
    @Test
    func `A log that rotates ten times a second is whole, or its gaps are counted, and nothing is repeated`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let options = ["--log-opt", "max-size=100k", "--log-opt", "max-file=5"]
        try await CollectorProcess.with(engine) { collector in
          try await fleet.emit("writer", lines: 30_000, options: options, ["--rate", "5000", "--hold", "-1"])
          try await eventually("the last line") {
            try EmittedLines(collector.logFile).runs["writer"]?.last == 30_000
          }
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          let found = try EmittedLines(collector.logFile)
          let run = found.runs["writer"] ?? []
          #expect(run == Array(Set(run)).sorted(), "repeated, or out of order")
          #expect(found.damaged.isEmpty)
          // What the engine threw away before decklog could look at the container for the first time is in no account:
          // on a busy machine the first second's lines.
          let isWhole = run.last == 30_000 && run.count == 30_001 - (run.first ?? 0)
          #expect(
            isWhole || (counts["gaps"] ?? 0) > 0,
            "\(found.fault(of: "writer", upTo: 30_000))"
          )
        }
      }
    }

    /// The engine itself (20.10) often throws away an unfinished last line with its container.
    @Test
    func `A container that is removed as soon as it ends is read whole, and what may be missing is counted`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await CollectorProcess.with(engine) { collector in
          try await eventually("it has begun") { collector.said.contains("collecting from") }
          let flags = ["--rate", "1000", "--no-final-newline"]
          for name in ["first", "second", "third"] {
            try await fleet.emit(name, lines: 1500, options: ["--rm"], flags)
          }
          try await eventually("all are known to be gone") {
            collector.said.components(separatedBy: " is gone").count == 4
          }
          let (_, counts) = try await collector.stop()
          let found = try EmittedLines(collector.logFile)
          for name in ["first", "second", "third"] {
            let last = found.runs[name]?.last ?? 0
            #expect(last >= 1499 && found.isWhole(name, upTo: last), "\(found.fault(of: name, upTo: last))")
          }
          #expect(found.damaged.isEmpty)
          #expect(counts["lines"] == found.count)
          #expect(try #require(counts["gaps"]) >= 4500 - found.count)
        }
      }
    }
  }
}
