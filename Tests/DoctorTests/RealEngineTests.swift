import Collector
import DockerEngine
import EngineTestSupport
import ServiceBus
import Testing
import TestSupport

@testable import Doctor

/// The checks of engine, fleet and logs, with a real engine.
@Suite(
  .enabled(if: TestEngine.ownRunsHere, "no engine: \(TestEngine.ownUnavailableReason ?? "")"),
  .timeLimit(.minutes(Patience.minutes(5)))
)
struct RealEngineTests {
  @Test func `A real engine's containers are reported correctly`() async throws {
    // One of its own: other tests have containers of a fleet.
    try await TestEngine.withEngine { try await Self.examine($0) }
  }

  private static func examine(_ engine: TestEngine) async throws {
    let folder = try ScratchDirectory()
    let label = TestEngine.uniqueName("doctor")
    func run(_ name: String, _ options: String...) async throws -> String {
      let name = TestEngine.uniqueName(name)
      let labels = [label: "true", "decnet.fleet.decky": "omega", "decnet.fleet.service_name": "ssh"]
      try await engine.run(name: name, labels: labels, options: options, script: "sleep 600")
      return name
    }
    let good = try await run("good", "--log-opt", "max-size=10m", "--log-opt", "max-file=5")
    let endless = try await run("endless", "--log-driver", "json-file")
    let tiny = try await run("tiny", "--log-opt", "max-size=10k", "--log-opt", "max-file=2")
    let mute = try await run("mute", "--log-driver", "none")
    var collector = CollectorSettings(
      logFile: folder.file("decoy.log"),
      recordFile: folder.file("decoy.json"),
      endpoint: EngineEndpoint(address: .unix(path: engine.socketPath)),
      stateFile: folder.file("state.json")
    )
    collector.selectors = [(label, "true")]
    let settings = DoctorSettings(collector, bus: .off, version: "1")
    let report = await TimeLimit.$check.withValue(Patience.limit(.seconds(60))) {
      await DoctorRun.report(settings)
    }

    let findings = Dictionary(report.findings.map { ($0.name, $0) }) { first, _ in first }
    #expect(findings["engine"]?.verdict == .ok)
    #expect(findings["engine-clock"]?.verdict == .ok)
    #expect(findings["fleet"]?.found.contains("4 by selector \(label)=true") == true)
    #expect(findings["fleet-names"]?.verdict == .warning)
    #expect(findings["log-driver"]?.found.contains("nothing can be read of \(mute)") == true)
    let rotation = findings["log-rotation"]?.found ?? ""
    #expect(rotation.contains("without max-size, so that the log grows until the disk is full: \(endless);"))
    #expect(rotation.contains("max-size under 1 MB, which a flood fills before it is read: \(tiny);"))
    #expect(!rotation.contains(good))
    #expect(findings["log-source"] != nil)
  }
}
