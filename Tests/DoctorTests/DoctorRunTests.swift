import Collector
import DockerEngine
import EngineTestSupport
import Foundation
import ServiceBus
import Testing
import TestSupport

@testable import Doctor

/// All checks together, with a fake engine.
@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct DoctorRunTests {
  /// A reader of records with a known lag, or that fails.
  private struct Reader: ConsumerProbe {
    struct Fault: Error, CustomStringConvertible { var description: String { "no such table\u{1B}[2J" } }

    var name: String
    var lag: Int?

    func bytesBehind() async throws -> Int {
      guard let lag else { throw Fault() }
      return lag
    }
  }

  private let folder: ScratchDirectory

  init() throws {
    folder = try ScratchDirectory()
    try FileManager.default.createDirectory(atPath: folder.file("proc/1"), withIntermediateDirectories: true)
  }

  private func settings(_ endpoint: EngineEndpoint) -> DoctorSettings {
    let collector = CollectorSettings(
      logFile: folder.file("decoy.log"),
      recordFile: folder.file("decoy.json"),
      endpoint: endpoint,
      stateFile: folder.file("state.json")
    )
    var settings = DoctorSettings(collector, bus: .socket(folder.file("bus.sock")), version: "1.2.3")
    settings.places.processes = folder.file("proc")
    settings.places.logrotate = folder.file("logrotate.conf")
    settings.places.unitDirectories = [folder.file("units")]
    settings.places.apiUser = "no-such-user"
    return settings
  }

  /// Runs the checks with a generous time limit.
  private func examine(_ settings: DoctorSettings) async -> DoctorReport {
    await TimeLimit.$check.withValue(Patience.limit(.seconds(60))) { await DoctorRun.report(settings) }
  }

  /// What an engine with two containers of the fleet answers.
  private static func answer(_ path: String, logPath: String, list: String? = nil) -> FakeEngine.Answer {
    let a = String(repeating: "a", count: 64)
    let b = String(repeating: "b", count: 64)
    let labels =
      #"{"decnet.fleet.service":"true","decnet.fleet.decky":"omega","decnet.fleet.service_name":"ssh"}"#
    func inspect(_ id: String, _ config: String) -> String {
      #"{"Id":"\#(id)","Name":"/omega","LogPath":"\#(logPath)","State":{"Running":true},"#
        + #""HostConfig":{"LogConfig":\#(config)}}"#
    }
    let body: String
    switch path {
    case "/info":
      body = #"{"ID":"e","Name":"host","ServerVersion":"28.1","SystemTime":"2001-01-01T00:00:00Z"}"#
    case "/containers/json?all=1":
      body =
        list
        ?? #"[{"Id":"\#(a)","Names":["/one"],"Labels":\#(labels),"State":"running"},"#
        + #"{"Id":"\#(b)","Names":["/two"],"Labels":\#(labels),"State":"running"}]"#
    case "/containers/\(a)/json":
      body = inspect(a, #"{"Type":"json-file","Config":{"max-size":"10m","max-file":"5"}}"#)
    case "/containers/\(b)/json": body = inspect(b, #"{"Type":"none","Config":{}}"#)
    default: return FakeEngine.Answer(FakeEngine.response(status: "404 Not Found", "{}"))
    }
    return FakeEngine.Answer(FakeEngine.response(body))
  }

  @Test func `Findings are in order, and nothing is changed`() async throws {
    try Data("{}\n".utf8).write(to: URL(filePath: folder.file("container.log")))
    let logPath = folder.file("container.log")
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    try await FakeEngine.run({ Self.answer($0, logPath: logPath) }) { engine in
      let report = await examine(settings(engine.endpoint))
      let expected: [(String, Verdict)] = [
        ("engine", .ok), ("engine-clock", .warning), ("fleet", .ok), ("fleet-names", .warning),
        ("log-driver", .problem),
        ("log-rotation", .ok), ("log-source", .ok), ("state-file", .ok), ("log-directory", .ok),
        ("log-files", .ok),
        ("state-directory", .ok), ("bus", .skipped), ("rotated-files", .ok), ("logrotate", .skipped),
        ("ingester", .skipped), ("file-modes", .skipped), ("user", .ok), ("collector", .warning),
        ("ledger", .ok),
        ("second-collector", .ok), ("unit", .skipped),
      ]
      // What this host is like is not a test's to say.
      let host: Set = ["log-space", "state-space", "clock", "open-files", "inotify"]
      let findings = report.findings.filter { !host.contains($0.name) }
      #expect(findings.map(\.name) == expected.map(\.0))
      #expect(findings.map(\.verdict) == expected.map(\.1))
      // The kernel has a limit on inotify instances wherever there are any.
      #expect(report.findings.contains { $0.name == "inotify" && $0.verdict != .skipped })
      let names = DoctorRun.checks(sinks: []).map(\.name)
      let order = report.findings.map { names.firstIndex(of: $0.name) ?? -1 }
      #expect(order == order.sorted() && !order.contains(-1))
      #expect(report.verdict == .problem)
      #expect(engine.requests.allSatisfy { $0.hasPrefix("GET ") })
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == before.sorted())
  }

  @Test func `An unavailable engine does not affect the other checks`() async {
    let endpoint = EngineEndpoint(address: .unix(path: folder.file("none.sock")))
    let report = await examine(settings(endpoint))
    #expect(report.findings.first?.verdict == .problem)
    #expect(report.findings.first { $0.name == "fleet" }?.verdict == .skipped)
    #expect(report.findings.contains { $0.name == "ledger" })
    #expect(report.findings.contains { $0.name == "log-directory" })
  }

  @Test func `Unreadable certificates are a problem of the engine check`() async {
    let tls = EngineEndpoint.TLS(certificateDirectory: folder.file("none"), verifies: true)
    let endpoint = EngineEndpoint(address: .tcp(host: "127.0.0.1", port: 1), tls: tls)
    let report = await examine(settings(endpoint))
    #expect(report.findings.first?.verdict == .problem)
    #expect(report.findings.first?.advice?.contains(folder.file("none")) == true)
  }

  @Test(.timeLimit(.minutes(Patience.minutes(5))))
  func `An engine that never answers times out`() async throws {
    try await FakeEngine.run({ _ in FakeEngine.Answer([]) }) { engine in
      let report = await DoctorRun.report(settings(engine.endpoint))
      #expect(report.findings.first?.verdict == .problem)
      #expect(report.findings.contains { $0.name == "ledger" })
    }
  }

  @Test func `A refused list still leaves the engine's version known`() async throws {
    try await FakeEngine.run({ path in
      path.hasPrefix("/containers")
        ? FakeEngine.Answer(FakeEngine.response(status: "403 Forbidden", "no"))
        : Self.answer(path, logPath: "/x")
    }) { engine in
      let report = await examine(settings(engine.endpoint))
      #expect(
        report.findings.first?.found.contains("engine 28.1") == true,
        "\(report.findings.first?.found ?? "")"
      )
      #expect(report.findings.first?.found.contains("does not list its containers") == true)
    }
  }

  @Test func `Refused inspections are counted`() async throws {
    try await FakeEngine.run({ path in
      path.hasSuffix("/json") && path.hasPrefix("/containers/")
        ? FakeEngine.Answer(FakeEngine.response(status: "403 Forbidden", "no"))
        : Self.answer(path, logPath: "/x")
    }) { engine in
      let report = await examine(settings(engine.endpoint))
      let driver = report.findings.first { $0.name == "log-driver" }
      #expect(driver?.found == "2 of 2 containers could not be inspected")
    }
  }

  @Test func `No more containers than the limit are inspected`() async throws {
    let count = LogProbe.limit + 3
    let list =
      (0..<count).map { #"{"Id":"c\#($0)","Names":["/c\#($0)"],"Labels":{"decnet.fleet.service":"true"}}"# }
      .joined(separator: ",")
    try await FakeEngine.run({ Self.answer($0, logPath: "/x", list: "[\(list)]") }) { engine in
      // Patient, unlike doctor's own: each of the thousand answers counts.
      var configuration = EngineClient.Configuration()
      configuration.connectTimeout = Patience.limit(.seconds(60))
      configuration.requestTimeout = Patience.limit(.seconds(60))
      let client = try EngineClient(endpoint: engine.endpoint, configuration: configuration)
      let ids = (0..<count).map { "c\($0)" }
      let inspection = await LogProbe.run(ids, client: client, within: Patience.limit(.seconds(240)))
      try await client.shutdown()
      // The engine knows none of them, which is an answer.
      #expect(inspection.logs.isEmpty)
      #expect(inspection.unknown == 3)
      #expect(engine.requests.count == LogProbe.limit)
    }
  }

  @Test func `Inspecting ends when its time is over`() async throws {
    try await FakeEngine.run({ Self.answer($0, logPath: "/x") }) { engine in
      let client = try EngineProbe.client(engine.endpoint)
      let ids = (0..<100).map { "c\($0)" }
      let inspection = await LogProbe.run(ids, client: client, within: .zero)
      try await client.shutdown()
      #expect(inspection.unknown >= 92)
    }
  }

  @Test func `Checks of sinks are reported in their order`() async {
    var settings = settings(EngineEndpoint(address: .unix(path: folder.file("none.sock"))))
    settings.sinks = [
      Reader(name: "store", lag: 12), Reader(name: "broken", lag: nil), Reader(name: "slow", lag: 1 << 30),
    ].map(ConsumerCheck.init)
    let findings = await examine(settings).findings.filter { $0.name == "consumer" }
    #expect(
      findings.map(\.found) == [
        "store is 12 bytes behind the records", "broken: no such table [2J",
        "slow is 1.0 GiB behind the records",
      ]
    )
    #expect(findings.map(\.verdict) == [.ok, .warning, .warning])
  }

  @Test func `A bus that is off is not tried`() async {
    var settings = settings(EngineEndpoint(address: .unix(path: folder.file("none.sock"))))
    settings.bus = .off
    #expect(await examine(settings).findings.first { $0.name == "bus" }?.verdict == .ok)
    settings.bus = .socket(folder.file("bus.sock"))
    settings.namesBus = true
    #expect(await examine(settings).findings.first { $0.name == "bus" }?.verdict == .warning)
  }
}
