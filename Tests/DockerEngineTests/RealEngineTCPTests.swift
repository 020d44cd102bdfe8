import DockerEngine
import EngineTestSupport
import Testing
import TestSupport

@Suite("A real engine over TCP", .tags(.engine), needsOwnEngine, .timeLimit(.minutes(Patience.minutes(5))))
struct RealEngineTCPTests {
  /// Asks everything once: a query, a log, the events.
  private static func talk(to endpoint: EngineEndpoint, container: String) async throws -> String {
    try await EngineClient.withClient(endpoint: endpoint) { client in
      let details = try #require(try await client.container(container))
      #expect(details.name == container)
      try await client.withEvents { _ in }
      return RealEngineLogTests.text(try await client.messages(of: container))
    }
  }

  @Test func `Plain TCP carries queries, logs and events`() async throws {
    let port = TestPort.next()
    let options = TestEngine.Options(arguments: ["-H", "tcp://127.0.0.1:\(port)"], sharesNetwork: true)
    try await TestEngine.withEngine(options) { engine in
      try await engine.run(name: "web", ["seq", "20000"])
      try await engine.wait("web")
      let endpoint = try EngineEndpoint(host: "tcp://127.0.0.1:\(port)", tlsVerify: false, certPath: nil)
      let text = try await Self.talk(to: endpoint, container: "web")
      #expect(text == (1...20_000).map { "\($0)\n" }.joined())
    }
  }

  @Test func `TLS with client certificates: who has the right ones is served, nobody else`() async throws {
    try await TestCertificates.withCertificates { try await Self.checkTLS($0) }
  }

  private static func checkTLS(_ certificates: TestCertificates) async throws {
    let port = TestPort.next()
    let server = certificates.directory + "/server"
    let options = TestEngine.Options(
      arguments: [
        "-H", "tcp://127.0.0.1:\(port)", "-H", "tcp://127.0.0.2:\(port)", "--tlsverify", "--tlscacert",
        server + "/ca.pem", "--tlscert",
        server + "/cert.pem", "--tlskey", server + "/key.pem",
      ],
      sharesNetwork: true
    )
    try await TestEngine.withEngine(options) { engine in
      try await engine.run(name: "web", ["seq", "20000"])
      try await engine.wait("web")
      let lines = (1...20_000).map { "\($0)\n" }.joined()

      func endpoint(_ host: String, verify: Bool, _ directory: String?) throws -> EngineEndpoint {
        try EngineEndpoint(
          host: "tcp://\(host):\(port)",
          tlsVerify: verify,
          certPath: directory.map { "\(certificates.directory)/\($0)" }
        )
      }
      // By address, by name, and without a look at the engine's certificate.
      for (host, verify, directory) in [
        ("127.0.0.1", true, "client"), ("localhost", true, "client"),
        ("127.0.0.1", false, "stranger-authority"),
      ] {
        let good = try endpoint(host, verify: verify, directory)
        #expect(try await Self.talk(to: good, container: "web") == lines)
      }
      // Another authority's word for the engine; a certificate of another authority's; another name.
      for (host, directory) in [
        ("127.0.0.1", "stranger-authority"), ("127.0.0.1", "stranger-certificate"), ("127.0.0.2", "client"),
      ] {
        let bad = try endpoint(host, verify: true, directory)
        try await EngineClient.withClient(endpoint: bad) { client in
          let query = await engineError { _ = try await client.containers() }
          let stream = await engineError { _ = try await client.messages(of: "web") }
          #expect(query?.code == .tls, "\(host) \(directory) \(String(describing: query))")
          #expect(stream?.code == .tls, "\(host) \(directory) \(String(describing: stream))")
        }
      }
      // No certificate at all, and no TLS at all.
      let anonymous = EngineEndpoint(
        address: .tcp(host: "127.0.0.1", port: port),
        tls: EngineEndpoint.TLS(certificateDirectory: nil, verifies: false)
      )
      try await EngineClient.withClient(endpoint: anonymous) { client in
        #expect(await engineError { _ = try await client.containers() }?.code == .tls)
        #expect(await engineError { _ = try await client.messages(of: "web") }?.code == .tls)
      }
      try await EngineClient.withClient(endpoint: try endpoint("127.0.0.1", verify: false, nil)) { client in
        #expect(await engineError { _ = try await client.containers() }?.code == .status(400))
        #expect(await engineError { _ = try await client.messages(of: "web") }?.code == .status(400))
      }
    }
  }

  @Test(
    arguments: [
      "ca.pem", "cert.pem", "key.pem",
    ]
  )
  func `A certificate that is missing or broken is named when the client is made`(name: String) async throws {
    try await TestCertificates.withCertificates { certificates in
      try await certificates.spoil("client/\(name)")
      let endpoint = try EngineEndpoint(
        host: "tcp://127.0.0.1:1",
        tlsVerify: true,
        certPath: certificates.directory + "/client"
      )
      let error = #expect(throws: EngineError.self) { try EngineClient(endpoint: endpoint) }
      #expect(error?.code == .tls)
      #expect(error?.message.contains("/client/\(name)") == true)
    }
  }
}
