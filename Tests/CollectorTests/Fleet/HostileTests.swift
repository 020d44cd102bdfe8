import EngineTestSupport
import Foundation
import Testing
import TestSupport

extension EngineSuites {
  @Suite(
    "What must not stop a collector",
    .tags(.engine),
    needsEngine,
    .timeLimit(.minutes(Patience.minutes(10)))
  )
  struct HostileTests {
    @Test func `A line without end is cut, counted and flagged, and memory stays flat`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await CollectorProcess.with(engine) { collector in
          let header = "<134>1 2026-01-01T00:00:00Z web01 http - request [relay@55555 src_ip=\"1.2.3.4\"] "
          let bytes = LongTests.count(short: 200_000_000, whole: 1_000_000_000)
          try await engine.run(
            name: "giant",
            labels: DecoyFleet.label,
            script: "printf '%s' '\(header)'; head -c \(bytes) /dev/zero | tr '\\0' x; echo; echo after"
          )
          try await eventually("the line after it", within: .seconds(400)) {
            try FileLines.count(collector.logFile) == 2
          }
          let peak = try collector.peakMemory
          #expect(peak < 100 << 20)
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          #expect(counts["cut"] == 1)
          let lines = try String(contentsOfFile: collector.logFile, encoding: .utf8).split(separator: "\n")
          #expect(lines.map(\.utf8.count) == [1 << 20, 5])
          #expect(
            try String(contentsOfFile: collector.recordFile, encoding: .utf8).contains(
              #""flags":["truncated"]"#
            )
          )
        }
        _ = fleet
      }
    }

    @Test(needsOwnEngine)
    func `A full disk is logged once, no line is torn, and all is written when there is space`() async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let directory = engine.directory + "/full"
        try FileManager.default.createDirectory(atPath: directory + "/log", withIntermediateDirectories: true)
        try Shell.run("mount -t tmpfs -o size=2m tmpfs \(directory)/log")
        defer { _ = try? Shell.run("umount -l \(directory)/log") }
        let collector = try CollectorProcess(
          host: engine.host,
          directory: directory,
          arguments: ["--state-dir", directory + "/state"]
        )
        defer { collector.signal(SIGKILL) }
        try await fleet.emit("writer", lines: 10_000)
        try await eventually("it says so") { collector.said.contains("No space left on device") }
        try Shell.run("mount -o remount,size=64m \(directory)/log")
        try await eventually("all lines") { try FileLines.count(collector.logFile) == 10_000 }
        let (status, counts) = try await collector.stop()
        #expect(status == 0)
        let found = try EmittedLines(collector.logFile)
        #expect(found.isWhole("writer", upTo: 10_000) && found.damaged.isEmpty)
        #expect(counts["records"] == (try FileLines.count(collector.recordFile)))
        #expect(
          collector.said.components(separatedBy: "No space left on device").count == 2,
          "\(collector.said)"
        )
        #expect(collector.said.contains("writing again"))
      }
    }

    @Test(
      needsOwnEngine,
      arguments: ["api", "files"]
    )
    func `A disk that takes nothing leaves the lines with the engine, and memory within ring and channel`(
      source: String
    ) async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let directory = engine.directory + "/full"
        try FileManager.default.createDirectory(atPath: directory + "/log", withIntermediateDirectories: true)
        try Shell.run("mount -t tmpfs -o size=4m tmpfs \(directory)/log")
        defer { _ = try? Shell.run("umount -l \(directory)/log") }
        let collector = try CollectorProcess(
          host: engine.host,
          directory: directory,
          arguments: ["--state-dir", directory + "/state", "--source", source]
        )
        defer { collector.signal(SIGKILL) }
        try await eventually("it has begun") { collector.said.contains("collecting from") }
        let before = try collector.peakMemory
        // Lines and records of more than a hundred megabytes.
        let lines = 50_000
        for number in 1...4 { try await fleet.emit("writer-\(number)", lines: lines) }
        for number in 1...4 { try await engine.wait("writer-\(number)") }
        try await eventually("it says so") { collector.said.contains("No space left on device") }
        try Shell.run("mount -o remount,size=512m \(directory)/log")
        try await eventually("all lines") { try FileLines.count(collector.logFile) == 4 * lines }
        // The ring's 32 MiB, the channel's 8, and what the allocator keeps beside them.
        let growth = try collector.peakMemory - before
        #expect(growth < 80 << 20)
        let (status, _) = try await collector.stop()
        #expect(status == 0)
        let found = try EmittedLines(collector.logFile)
        for number in 1...4 { #expect(found.isWhole("writer-\(number)", upTo: lines)) }
        #expect(found.damaged.isEmpty)
      }
    }

    @Test func `A state file that is half written keeps the names last read, with one warning`() async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let state = #"{"config": {"deckies": [{"name": "omega", "services": ["ssh"]}]}}"#
        try await CollectorProcess.with(
          engine,
          environment: ["DECNET_COLLECTOR_RECONCILE_S": "1"],
          prepare: {
            try state.prefix(30).write(toFile: $0 + "/state.json", atomically: false, encoding: .utf8)
          }
        ) { collector in
          try await eventually("it says so") { collector.said.contains("the names last read stay in use") }
          // The start comes before the file names the container.
          try await fleet.emit("omega-ssh", lines: 100, labels: [:], ["--hold", "-1"])
          // At once, so that the file is not seen half written a second time.
          try state.write(toFile: collector.directory + "/state.json", atomically: true, encoding: .utf8)
          try await eventually("the container's lines") { try FileLines.count(collector.logFile) == 100 }
          #expect(collector.said.components(separatedBy: "the names last read").count == 2)
          let (status, _) = try await collector.stop()
          #expect(status == 0)
        }
      }
    }

    @Test func `A container that speaks for another decky is flagged, and its own name stands in the record`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        func labels(_ decky: String) -> [String: String] {
          DecoyFleet.label.merging(["decnet.fleet.decky": decky, "decnet.fleet.service_name": "ssh"]) { $1 }
        }
        try await CollectorProcess.with(engine) { collector in
          try await fleet.emit("alpha", lines: 1, labels: labels("alpha"), ["--host", "alpha"])
          try await eventually("the first line") { try FileLines.count(collector.recordFile) == 1 }
          try await fleet.emit("bravo", lines: 1, labels: labels("bravo"), ["--host", "alpha"])
          try await eventually("the second line") { try FileLines.count(collector.recordFile) == 2 }
          let record = try #require(
            String(contentsOfFile: collector.recordFile, encoding: .utf8).split(separator: "\n").last
          )
          #expect(record.contains(#""decky":"bravo","service":"emit""#))
          #expect(record.contains(#""flags":["identity_mismatch"],"claimed":{"decky":"alpha"}}"#))
          #expect(record.contains(#""decky":"bravo","service":"ssh"},"flags""#))
          let (_, counts) = try await collector.stop()
          #expect(counts["identity_mismatch"] == 1)
        }
      }
    }
  }
}
