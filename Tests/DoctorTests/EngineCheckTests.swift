import Basics
import DockerEngine
import EngineTestSupport
import Testing

@testable import Doctor

struct EngineCheckTests {
  private static let socket = EngineEndpoint(address: .unix(path: "/run/docker.sock"))
  private static let second: Int64 = 1_000_000_000
  private static let now: Int64 = 1_795_406_114 * second

  private static func findings(
    _ endpoint: EngineEndpoint = socket,
    ahead: Int64? = 0,
    listFault: EngineError? = nil
  ) -> [Finding] {
    let info = EngineInfo(
      id: "id",
      name: "host",
      version: "28.1",
      apiVersion: "1.49",
      systemTime: ahead.map { EngineTimestamp(nanoseconds: now + $0) }
    )
    return judge(
      EngineProbe(
        endpoint: endpoint,
        info: .success(info),
        asked: now...(now + second / 10),
        containers: listFault == nil ? [] : nil,
        listFault: listFault
      )
    )
  }

  /// What the checks of engine and clock make of an answer.
  private static func judge(_ engine: EngineProbe) -> [Finding] {
    [EngineCheck().judge(engine), EngineClockCheck().judge(engine)].compactMap(\.self)
  }

  private static func fault(
    _ code: EngineError.Code,
    _ endpoint: EngineEndpoint = socket,
    ownership: SocketOwnership? = nil
  ) -> Finding? {
    var facts = EngineProbe(endpoint, EngineError(code: code, message: "the reason"))
    facts.ownership = ownership
    let findings = Self.judge(facts)
    return findings.count == 1 ? findings[0] : nil
  }

  @Test func `An engine that answers is reported with its version`() {
    let finding = Self.findings()[0]
    #expect(finding == .ok("unix:///run/docker.sock: engine 28.1, API 1.49, on host"))
  }

  @Test func `An engine that does not list its containers is a problem`() {
    let finding = Self.findings(listFault: EngineError(code: .status(403), message: "forbidden"))[0]
    #expect(finding.verdict == .problem)
    #expect(finding.found.hasSuffix("it does not list its containers: forbidden"))
  }

  @Test func `An engine that refuses /info but lists its containers is a warning`() {
    var facts = EngineProbe(Self.socket, EngineError(code: .status(403), message: "forbidden"))
    facts.containers = []
    let findings = Self.judge(facts)
    #expect(findings.map(\.verdict) == [.warning])
    #expect(findings[0].found.hasSuffix("does not identify itself: forbidden"))
    #expect(findings[0].advice?.contains("GET /info") == true)
  }

  @Test(arguments: [("403 Forbidden", true), ("404 Not Found", true), (nil, false)] as [(String?, Bool)])
  func `The containers are listed even if /info was refused`(
    status: String?,
    isAsked: Bool
  ) async throws {
    let answer = { @Sendable (path: String) in
      guard path == "/info" else { return FakeEngine.Answer(FakeEngine.response("[]")) }
      return FakeEngine.Answer(
        status.map { FakeEngine.response(status: $0, "no") } ?? Array("noise".utf8),
        .closes
      )
    }
    try await FakeEngine.run(answer) { engine in
      let client = try EngineProbe.client(engine.endpoint)
      let facts = await EngineProbe(asking: client)
      try await client.shutdown()
      #expect((facts.containers != nil) == isAsked)
    }
  }

  @Test(
    arguments: [
      ("tcp://10.0.0.5:2375", false, nil, .warning, "nothing protects"),
      ("tcp://127.0.0.1:2375", false, nil, .ok, ""), ("tcp://localhost:2375", false, nil, .ok, ""),
      ("tcp://[::1]:2375", false, nil, .ok, ""), ("tcp://10.0.0.5:2376", true, "/certs", .ok, ""),
      ("tcp://10.0.0.5:2376", false, "/certs", .warning, "not verified"),
    ] as [(String, Bool, String?, Verdict, String)]
  )
  func `A connection by TCP needs protection`(
    host: String,
    verifies: Bool,
    directory: String?,
    verdict: Verdict,
    found: String
  ) throws {
    let endpoint = try EngineEndpoint(host: host, tlsVerify: verifies, certPath: directory)
    let finding = Self.findings(endpoint)[0]
    #expect(finding.verdict == verdict)
    #expect(found.isEmpty ? finding.advice == nil : finding.found.contains(found))
  }

  @Test(
    arguments: [
      (0, .ok, "within 0.0 seconds"), (second / 20, .ok, "within 0.0 seconds"),
      (second * 2, .ok, "within 1.9 seconds"), (second * 21 / 10, .ok, "within 2.0 seconds"),
      (second * 21 / 10 + 1, .warning, "2.0 seconds ahead of"), (-second * 2, .ok, "within 2.0 seconds"),
      (-second * 2 - 1, .warning, "2.0 seconds behind"), (second * 3600, .warning, "3599.9 seconds ahead of"),
      (.min / 2, .warning, "behind"),
    ] as [(Int64, Verdict, String)]
  )
  func `The engine's clock may differ by two seconds, not counting the request`(
    ahead: Int64,
    verdict: Verdict,
    found: String
  ) {
    let finding = Self.findings(ahead: ahead)[1]
    #expect(finding.verdict == verdict)
    #expect(finding.found.contains(found))
    #expect((finding.advice != nil) == (verdict == .warning))
  }

  @Test func `An engine that reports no time is skipped`() {
    #expect(Self.findings(ahead: nil)[1].verdict == .skipped)
  }

  @Test func `A socket that may not be opened names the group that would help`() {
    let finding = Self.fault(
      .permissionDenied,
      ownership: SocketOwnership(owner: "root", group: "docker", mode: 0o660)
    )
    #expect(finding?.verdict == .problem)
    #expect(finding?.advice?.contains("`sudo usermod -aG docker USER`") == true)
  }

  @Test func `A group that may not write to the socket is no help`() {
    let finding = Self.fault(
      .permissionDenied,
      ownership: SocketOwnership(owner: "root", group: "docker", mode: 0o640)
    )
    #expect(finding?.advice?.contains("usermod") == false)
  }

  @Test(
    arguments: [
      (.unavailable, "systemctl start docker"), (.tls, "DOCKER_CERT_PATH"), (.timedOut, "journalctl"),
      (.connectionLost, "journalctl"), (.protocolViolation, "no Docker engine"), (.status(403), "proxy"),
      (.badEndpoint, "--docker-host"), (.permissionDenied, "group"),
    ] as [(EngineError.Code, String)]
  )
  func `Each fault has its advice`(code: EngineError.Code, advice: String) {
    let finding = Self.fault(code)
    #expect(finding?.verdict == .problem)
    #expect(finding?.found == "unix:///run/docker.sock: the reason")
    #expect(finding?.advice?.contains(advice) == true)
  }

  @Test func `Advice about a remote engine is not to start it`() {
    let finding = Self.fault(.unavailable, EngineEndpoint(address: .tcp(host: "far", port: 2375)))
    #expect(finding?.advice?.contains("systemctl") == false)
    #expect(finding?.advice?.contains("firewall") == true)
  }
}
