import DockerEngine
import EngineTestSupport
import Foundation
import Testing
import TestSupport

@Suite("decklog doctor", .timeLimit(.minutes(Patience.minutes(5))))
struct DoctorCommandTests {
  private let folder: ScratchDirectory

  init() throws { folder = try ScratchDirectory() }

  private var log: String { folder.file("decoy.log") }

  /// The arguments of a run, with an engine that isn't there.
  private func arguments(_ more: String..., engine: String = "unix:///nowhere") -> [String] {
    ["doctor", "--log-file", log, "--docker-host", engine, "--state-file", folder.file("state.json")] + more
  }

  /// What a run finds, by the names of the checks, and how it ends.
  private func doctor(_ more: String...) throws -> (checks: [String: [String: String]], status: Int32) {
    let run = try CommandRun(arguments("--json") + more, environment: ["DECNET_BUS_ENABLED": "false"])
    let object = try FoundationJSON.object(run.output)
    let checks = try #require(object["checks"] as? [[String: Any]])
    return (
      Dictionary(
        checks.map { check in (check["name"] as? String ?? "", check.compactMapValues { $0 as? String }) }
      ) { first, _ in first },
      run.status
    )
  }

  @Test func `Without an engine there is a problem, in plain text and JSON alike, and nothing is made`()
    throws
  {
    let run = try CommandRun(arguments())
    #expect(run.status == 2)
    #expect(run.lines.first?.hasPrefix("problem  engine") == true, "\(run.lines)")
    #expect(!run.output.contains(0x1B))
    #expect(run.errors.isEmpty, "\(run.errors)")
    #expect(try doctor().checks["engine"]?["verdict"] == "problem")
    #expect(try doctor().status == 2)
    #expect(!FileManager.default.fileExists(atPath: log))
    #expect(!FileManager.default.fileExists(atPath: log + ".lock"))
    #expect(!FileManager.default.fileExists(atPath: log + ".state"))
  }

  @Test(
    arguments: [(["--strict"], 1), ([], 0)] as [([String], Int32)]
  )
  func `Warnings exit with 1 only with --strict`(more: [String], status: Int32) async throws {
    try await FakeEngine.run({ path in
      FakeEngine.Answer(FakeEngine.response(path.hasPrefix("/containers") ? "[]" : "{}"))
    }) { engine in
      let run = try CommandRun(arguments(engine: engine.endpoint.description) + more)
      #expect(run.status == status, "\(run.lines)")
      #expect(run.lines.contains { $0.hasPrefix("warning  fleet") })
    }
  }

  @Test func `A setting that a collector refuses is refused`() throws {
    let run = try CommandRun(["doctor", "--docker-host", "ssh://x"])
    #expect(run.status == 78)
    #expect(run.errors.contains("--docker-host 'ssh://x'"), "\(run.errors)")
  }

  @Test func `A collector is seen while it runs, when it has ended and when it was killed`() async throws {
    let socket = folder.file("status.sock")
    let start = [
      "collect", "--log-file", log, "--docker-host", "unix:///nowhere", "--listen", "unix:" + socket,
    ]
    var collector: DecklogProcess? = try DecklogProcess(start, in: folder.path)
    try await eventually("the collector answers") {
      try doctor("--listen", "unix:" + socket).checks["collector"]?["verdict"] == "problem"
    }
    var checks = try doctor("--listen", "unix:" + socket).checks
    // It answers, and says itself that it has no engine.
    #expect(checks["collector"]?["verdict"] == "problem")
    #expect(checks["collector"]?["found"]?.contains("has its lock") == true)
    #expect(checks["state-directory"]?["verdict"] == "ok")
    #expect(checks["ledger"]?["verdict"] == "ok")
    #expect(try doctor().checks["collector"]?["verdict"] == "ok")

    #expect(collector?.stop() == 0)
    checks = try doctor().checks
    #expect(checks["collector"]?["verdict"] == "warning")
    #expect(checks["ledger"]?["found"]?.hasSuffix("(stop)") == true, "\(checks)")
    #expect(checks["state-directory"]?["found"]?.contains("resumes from its checkpoint") == true)

    collector = try DecklogProcess(start, in: folder.path)
    try await eventually("the collector answers") {
      try doctor("--listen", "unix:" + socket).checks["collector"]?["verdict"] == "problem"
    }
    // Its end is a kill.
    collector = nil
    try await eventually("its end is seen") { try doctor().checks["collector"]?["verdict"] == "warning" }
    #expect(try doctor().checks["ledger"]?["found"]?.contains("it is not a stop") == true)
  }
}
