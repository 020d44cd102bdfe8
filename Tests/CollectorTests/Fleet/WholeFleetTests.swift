import EngineTestSupport
import Foundation
import Testing
import TestSupport

extension EngineSuites {
  @Suite("A fleet on a real engine", .tags(.engine), needsEngine, .timeLimit(.minutes(Patience.minutes(10))))
  struct WholeFleetTests {
    private static let lines = LongTests.count(short: 4_000, whole: 20_000)
    private static let longLines = LongTests.count(short: 40, whole: 200)
    private static let crowd = LongTests.count(short: 60, whole: 300)

    @Test
    func
      `Thirty containers that come and go are collected, each line exactly once and in order, and no other`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let mixed = ["--plain-every", "7", "--flood-every", "5", "--daemon-every", "11"]
        try await fleet.emit("base", lines: 100, labels: ["decnet.fleet.decky": "omega"])
        try await fleet.emit("foreign", lines: 100, labels: ["com.example": "true"])
        var expected: [String: Int] = [:]
        // Some have ended before, some are writing.
        for number in 1...8 {
          try await fleet.emit("before-\(number)", lines: Self.lines, mixed)
          expected["before-\(number)"] = Self.lines
        }
        let state = #"{"config": {"deckies": [{"name": "omega", "services": ["docker_api"]}]}, "other": 1}"#

        try await CollectorProcess.with(
          engine,
          arguments: ["--select", "honeypot=yes"],
          prepare: { try state.write(toFile: $0 + "/state.json", atomically: true, encoding: .utf8) }
        ) { collector in
          try await fleet.emit("omega-docker-api", lines: Self.lines, labels: [:])
          try await fleet.emit("selected", lines: Self.lines, labels: ["honeypot": "yes"])
          try await fleet.emit("topology", lines: Self.lines, labels: ["decnet.topology.service": "true"])
          try await fleet.emit("terminal", lines: Self.lines, hasTTY: true)
          try await fleet.emit("both", lines: Self.lines, ["--stderr-too"])
          try await fleet.emit("long", lines: Self.longLines, ["--bytes", "200000"])
          for name in ["omega-docker-api", "selected", "topology", "terminal", "both"] {
            expected[name] = Self.lines
          }
          expected["long"] = Self.longLines
          for number in 1...14 {
            let pace = number.isMultiple(of: 2) ? ["--rate", "8000", "--hold", "-1"] : mixed
            try await fleet.emit("during-\(number)", lines: Self.lines, pace)
            expected["during-\(number)"] = Self.lines
          }
          #expect(expected.count + 2 == 30)
          let total = expected.values.reduce(0, +)
          try await eventually("all lines are in the log", within: .seconds(240)) {
            try #require(collector.isRunning, "\(collector.said.suffix(4096))")
            return try FileLines.count(collector.logFile) >= total
          }
          for name in ["before-1", "during-1", "long", "during-2"] { try await engine.remove(name) }
          let (status, counts) = try await collector.stop()
          #expect(status == 0, "\(collector.said)")

          let found = try EmittedLines(collector.logFile)
          for (run, last) in expected {
            #expect(found.isWhole(run, upTo: last), "\(found.fault(of: run, upTo: last))")
          }
          #expect(Set(found.runs.keys) == Set(expected.keys))
          #expect(found.damaged.isEmpty, "\(found.damaged.prefix(3))")
          #expect(counts["lines"] == total)
          #expect(counts["records"] == (try FileLines.count(collector.recordFile)))
          let sum = ["records", "held_back", "dropped", "not_events"].compactMap { counts[$0] }.reduce(0, +)
          #expect(sum == total)
          #expect(
            (counts["held_back"] ?? 0) > 0 && (counts["dropped"] ?? 0) > 0 && (counts["not_events"] ?? 0) > 0
          )
        }
      }
    }

    @Test(
      arguments: ["api", "files"]
    )
    func `Many containers are followed at once, none starved, in less than 100 MB`(source: String)
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await CollectorProcess.with(engine, arguments: ["--source", source]) { collector in
          let names = (1...Self.crowd).map { "decky-\($0)" }
          try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, name) in names.enumerated() {
              if index >= 4 { try await group.next() }
              group.addTask { try await fleet.emit(name, lines: 1000, ["--rate", "20", "--hold", "-1"]) }
            }
            try await group.waitForAll()
          }
          // The last to be started is heard while all others write.
          try await eventually("every container is in the log") {
            try #require(collector.isRunning, "\(collector.said.suffix(4096))")
            return try EmittedLines(collector.logFile).runs.keys.count == names.count
          }
          let peak = try collector.peakMemory
          #expect(peak < 100 << 20)
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          let found = try EmittedLines(collector.logFile)
          for name in names {
            let last = found.runs[name]?.last ?? 0
            #expect(last > 0 && found.isWhole(name, upTo: last), "\(found.fault(of: name, upTo: last))")
          }
          #expect(found.damaged.isEmpty)
          #expect(counts["lines"] == found.count)
        }
      }
    }
  }
}
