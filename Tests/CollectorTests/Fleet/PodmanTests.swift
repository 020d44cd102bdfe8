import EngineTestSupport
import Foundation
import Testing
import TestSupport

extension EngineSuites {
  @Suite(
    "Podman",
    .tags(.engine),
    PodmanEngine.isNeeded,
    .timeLimit(.minutes(Patience.minutes(5)))
  )
  struct PodmanTests {
    @Test func `A file that it calls json-file but is not is read through its API, with the reason logged`()
      async throws
    {
      try await PodmanEngine.with { engine in
        let collector = try CollectorProcess(host: engine.host, directory: engine.directory + "/auto")
        try await eventually("it runs") { collector.said.contains("collecting from") }
        try engine.emit("steady", lines: 947, ["--rate", "500", "--hold", "-1"])
        try await eventually("all lines") { try EmittedLines(collector.logFile).isWhole("steady", upTo: 947) }
        let (status, counts) = try await collector.stop()
        #expect(status == 0)
        #expect(counts["gaps"] == 0 && counts["lines"] == 947, "\(collector.said)")
        #expect(collector.said.contains("text of a container runtime"), "\(collector.said)")
      }
    }

    @Test func `If only its files may be read, that is logged and is a gap`() async throws {
      try await PodmanEngine.with { engine in
        try engine.emit("steady", lines: 100, ["--hold", "-1"])
        let collector = try CollectorProcess(
          host: engine.host,
          directory: engine.directory + "/files",
          arguments: ["--source", "files"]
        )
        try await eventually("it is said") { collector.said.contains("can't be collected") }
        let (status, counts) = try await collector.stop()
        #expect(status == 0)
        #expect(counts["gaps"] == 1 && counts["lines"] == 0, "\(collector.said)")
      }
    }

    @Test func `A removed container is read to its end, though the engine has a new id at each answer`()
      async throws
    {
      try await PodmanEngine.with { engine in
        let collector = try CollectorProcess(host: engine.host, directory: engine.directory + "/removed")
        try await eventually("it runs") { collector.said.contains("collecting from") }
        try engine.emit("short", lines: 300, ["--rate", "300"])
        try await eventually("all lines") { try EmittedLines(collector.logFile).isWhole("short", upTo: 300) }
        try Shell.run("docker -H \(engine.host) rm -f short")
        try await eventually("it is gone") { collector.said.contains("short is gone") }
        let (status, counts) = try await collector.stop()
        #expect(status == 0)
        // It may have been removed before it was known that nothing more comes.
        let isEarly = collector.said.contains("it was removed before")
        let untold = counts["gaps", default: 0] + counts["doubts", default: 0]
        #expect(counts["lines"] == 300, "\(collector.said)")
        #expect(untold == (isEarly ? 1 : 0), "\(collector.said)")
      }
    }

    @Test func `A container that is removed while it prints is a gap or a doubt, and is read up to there`()
      async throws
    {
      try await PodmanEngine.with { engine in
        let collector = try CollectorProcess(host: engine.host, directory: engine.directory + "/early")
        try await eventually("it runs") { collector.said.contains("collecting from") }
        try engine.emit("short", lines: 100_000, ["--rate", "5"])
        try await eventually("some of its lines") { try EmittedLines(collector.logFile).count >= 15 }
        try Shell.run("docker -H \(engine.host) rm -f short")
        try await eventually("it is gone") { collector.said.contains("short is gone") }
        let (status, counts) = try await collector.stop()
        #expect(status == 0)
        let found = try EmittedLines(collector.logFile)
        #expect(found.isWhole("short", upTo: found.count) && found.count >= 15)
        let untold = counts["gaps", default: 0] + counts["doubts", default: 0]
        #expect(untold == 1, "\(collector.said)")
      }
    }

    @Test func `A line in two pieces on either side of a second's border is one`() async throws {
      try await PodmanEngine.with { engine in
        let collector = try CollectorProcess(host: engine.host, directory: engine.directory + "/pieces")
        try await eventually("it runs") { collector.said.contains("collecting from") }
        let script = "for i in 1 2 3 4 5; do printf \"one $i \"; sleep 0.9; echo \"line $i\"; done; sleep 60"
        try engine.run("halves", "sh -c '\(script)'")
        let lines = (1...5).map { "one \($0) line \($0)" }
        try await eventually("all lines") { try FileLines.count(collector.logFile) >= 5 }
        let (status, counts) = try await collector.stop()
        #expect(status == 0)
        #expect(counts["gaps"] == 0)
        let log = try String(contentsOfFile: collector.logFile, encoding: .utf8)
        #expect(log.split(separator: "\n").map(String.init) == lines)
      }
    }
  }
}
