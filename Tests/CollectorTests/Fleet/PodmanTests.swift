import EngineTestSupport
import Foundation
import Testing
import WaitTestSupport

extension EngineSuites {
  @Suite(
    "Podman",
    .tags(.engine),
    PodmanEngine.isNeeded,
    .timeLimit(.minutes(Patience.minutes(5)))
  )
  struct PodmanTests {
    @Test("what it calls json-file and is none is read through its API, and it is said why")
    func log() async throws {
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

    @Test("its files alone can't be read: that is said, and is a gap")
    func files() async throws {
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

    @Test("a removed container is read to its end, though the engine has a new id at each answer")
    func removed() async throws {
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
        let isEarly = collector.said.contains("it was removed before its log was known to be read to its end")
        #expect(counts["lines"] == 300 && counts["doubts"] == 0, "\(collector.said)")
        #expect(counts["gaps"] == (isEarly ? 1 : 0), "\(collector.said)")
      }
    }
  }
}
