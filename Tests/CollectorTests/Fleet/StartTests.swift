import EngineTestSupport
import Foundation
import Testing
import TestSupport

extension EngineSuites {
  @Suite(
    "How a collector starts, or says why it can't",
    .tags(.engine),
    needsEngine,
    .timeLimit(.minutes(Patience.minutes(5)))
  )
  struct StartTests {
    /// A user without rights.
    private static let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    @Test(
      needsOwnEngine
    )
    func `Without permission on the log directory it ends with one line that names path and owner`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let directory = engine.directory + "/denied"
        let collector = try CollectorProcess(host: engine.host, directory: directory, wrapper: Self.nobody)
        let (status, _) = try await collector.ended()
        #expect(status == EX_NOPERM)
        #expect(collector.said.split(separator: "\n").count == 1, "\(collector.said)")
        #expect(collector.said.contains("Permission denied") && collector.said.contains("belongs to root"))
      }
    }

    @Test(
      needsOwnEngine
    )
    func `Without permission on the engine's socket it says which group would help, and goes on trying`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        try Shell.run("chmod 755 \(engine.directory); chmod 660 \(engine.socketPath)")
        let scratch = try ScratchDirectory()
        defer { scratch.remove() }
        let directory = scratch.path
        try Shell.run("mkdir -p \(directory)/log && chmod 777 \(directory) \(directory)/log")
        let collector = try CollectorProcess(host: engine.host, directory: directory, wrapper: Self.nobody)
        defer { collector.signal(SIGKILL) }
        try await eventually("it says so") { collector.said.contains("permission denied") }
        #expect(collector.said.contains("group"), "\(collector.said)")
        try Shell.run("chmod 666 \(engine.socketPath)")
        try await eventually("it goes on") { collector.said.contains("answers") }
        let (status, _) = try await collector.stop()
        #expect(status == 0)
      }
    }

    @Test func `Invalid settings are reported, and either replaced or refused`() async throws {
      try await TestEngine.withEngine { engine in
        try await CollectorProcess.with(engine, environment: ["DECNET_COLLECTOR_RL_WINDOW_SEC": "soon"]) {
          collector in
          try await eventually("it says so") {
            collector.said.contains("invalid DECNET_COLLECTOR_RL_WINDOW_SEC 'soon': expected seconds")
          }
          try await eventually("it has begun") {
            collector.said.contains("collecting from")
          }
          let (status, _) = try await collector.stop()
          #expect(status == 0)
        }
        try await CollectorProcess.with(engine, arguments: ["--select", "nonsense"]) { collector in
          let (status, _) = try await collector.ended()
          #expect(status == EX_CONFIG)
          #expect(collector.said.contains("expected LABEL=VALUE"))
        }
      }
    }

    @Test(needsOwnEngine)
    func `Over TCP with client certificates, as the environment says`() async throws {
      try await TestCertificates.withCertificates { certificates in
        let port = TestPort.next()
        let server = [
          "-H", "tcp://127.0.0.1:\(port)", "--tlsverify", "--tlscacert",
          certificates.directory + "/server/ca.pem",
          "--tlscert", certificates.directory + "/server/cert.pem", "--tlskey",
          certificates.directory + "/server/key.pem",
        ]
        try await TestEngine.withEngine(.init(arguments: server, sharesNetwork: true)) { engine in
          let fleet = try await DecoyFleet(engine)
          try await fleet.emit("writer", lines: 1000)
          let directory = engine.directory + "/tls"
          let collector = try CollectorProcess(
            host: "tcp://127.0.0.1:\(port)",
            directory: directory,
            environment: ["DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": certificates.directory + "/client"]
          )
          defer { collector.signal(SIGKILL) }
          try await eventually("all lines") {
            try EmittedLines(collector.logFile).isWhole("writer", upTo: 1000)
          }
          let (status, _) = try await collector.stop()
          #expect(status == 0)
        }
      }
    }
  }
}
