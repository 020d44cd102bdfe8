import Foundation
import Glibc
import NIOCore
import Testing
import TestSupport

@testable import HTTPListener
@testable import StatusMetrics

@Suite("The listener", .timeLimit(.minutes(Patience.minutes(5))))
struct MetricsServiceTests {
  @Test(
    arguments: [
      ("/metrics", 200, "text/plain; version=0.0.4; charset=utf-8", "decklog_lines_total 101\n"),
      ("/metrics?x=1", 200, "text/plain; version=0.0.4; charset=utf-8", "decklog_lines_total 101\n"),
      ("/status", 200, "application/json", "\"state\":\"collecting\""),
      ("/readyz", 200, "text/plain; charset=utf-8", "ready\n"),
      ("/healthz", 200, "text/plain; charset=utf-8", "ok\n"),
      ("/", 404, "text/plain; charset=utf-8", "/metrics"),
      ("/metrics/", 404, "text/plain; charset=utf-8", ""),
      ("//metrics", 404, "text/plain; charset=utf-8", ""), ("/METRICS", 404, "text/plain; charset=utf-8", ""),
      ("/%6detrics", 404, "text/plain; charset=utf-8", ""),
      ("/../metrics", 404, "text/plain; charset=utf-8", ""),
      // A host in the target counts, whatever the header says.
      ("http://evil.example/metrics", 421, "text/plain; charset=utf-8", "not served here"),
      ("https://evil.example:9464/metrics", 421, "text/plain; charset=utf-8", "not served here"),
      ("HTTP://user@localhost/metrics", 421, "text/plain; charset=utf-8", "not served here"),
      ("http://localhost.evil.example/", 421, "text/plain; charset=utf-8", "not served here"),
      (
        "http://127.0.0.1:99/metrics?x=1", 200, "text/plain; version=0.0.4; charset=utf-8",
        "decklog_lines_total 101\n"
      ),
      ("http://localhost", 404, "text/plain; charset=utf-8", "/metrics"),
      ("http:///metrics", 404, "text/plain; charset=utf-8", ""),
      ("ftp://localhost/metrics", 404, "text/plain; charset=utf-8", ""),
      ("*", 404, "text/plain; charset=utf-8", ""),
    ]
  )
  func `Each page is there, with its type and without a cache`(
    path: String,
    status: Int,
    type: String,
    part: String
  ) async throws {
    try await MetricsService.whileRunning { (address) async throws in
      let reply = try await Client.get(path, of: address)
      #expect(reply.status == status)
      #expect(reply.header("Content-Type") == type[...])
      #expect(reply.header("Cache-Control") == "no-store")
      #expect(reply.header("X-Content-Type-Options") == "nosniff")
      #expect(part.isEmpty || reply.body.contains(part))
    }
  }

  @Test func `OpenMetrics is there for who asks`() async throws {
    try await MetricsService.whileRunning { (address) async throws in
      let reply = try await Client.get(
        "/metrics",
        of: address,
        fields: ["Accept: application/openmetrics-text"]
      )
      #expect(reply.header("Content-Type") == MetricsFormat.openMetrics.contentType[...])
      #expect(reply.body.hasSuffix("# EOF\n"))
    }
  }

  @Test(arguments: ["/metrics", "/status", "/healthz"])
  func `HEAD is answered with the head alone`(path: String) async throws {
    try await MetricsService.whileRunning { (address) async throws in
      let reply = try await Client.withConnection(to: address) { inbound, outbound in
        try await outbound.write(ByteBuffer(string: "HEAD \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        var text = ""
        for try await part in inbound {
          text += String(buffer: part)
          if text.hasSuffix("\r\n\r\n") { break }
        }
        return Client.Reply(text: text)
      }
      #expect(reply.status == 200)
      #expect(reply.body.isEmpty)
      #expect(try #require(reply.header("Content-Length").flatMap { Int($0) }) > 0)
    }
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
  func `Other methods are refused`(method: String) async throws {
    try await MetricsService.whileRunning { (address) async throws in
      let reply = try await Client.get("/metrics", of: address, method: method)
      #expect(reply.status == 405)
      #expect(reply.header("Allow") == "GET, HEAD")
    }
  }

  @Test(
    arguments: [
      ("evil.example", 421), ("127.0.0.1:99", 200), ("[::1]", 200), (nil, 400), ("", 421),
      ("localhost\r\nHost: evil.example", 400), ("evil.example\r\nHost: localhost", 400),
    ] as [(String?, Int)],
    ["/metrics", "/healthz"]
  )
  func `A name that is not ours is refused before anything is looked at`(
    host: (name: String?, status: Int),
    path: String
  ) async throws {
    try await MetricsService.whileRunning { (address) async throws in
      #expect(try await Client.get(path, of: address, host: host.name).status == host.status)
    }
  }

  @Test func `A host in the target takes the place of the one header, and not of none or two`() async throws {
    try await MetricsService.whileRunning { (address) async throws in
      for (host, status) in [("evil.example", 200), (nil, 400), ("localhost\r\nHost: localhost", 400)]
        as [(String?, Int)]
      {
        let reply = try await Client.get("http://localhost/healthz", of: address, host: host)
        #expect(reply.status == status, "\(host ?? "none")")
      }
    }
  }

  @Test(
    arguments: ["HTTP/1.1", "HTTP/1.0"]
  )
  func `One request of a connection is answered, and the connection ends`(version: String) async throws {
    var limits = ListenerLimits.patient
    limits.lingerTime = .hours(1)
    try await MetricsService.whileRunning(limits: limits) { address in
      let request = "GET /healthz \(version)\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n"
      let text = try await Client.withConnection(to: address) { inbound, outbound in
        try await outbound.write(ByteBuffer(string: String(repeating: request, count: 50)))
        var text = ""
        for try await part in inbound { text += String(buffer: part) }
        return text
      }
      #expect(text.components(separatedBy: "HTTP/1.1 200").count == 2, "\(text)")
      #expect(text.hasSuffix("\r\n\r\nok\n"))
    }
  }

  @Test(
    arguments: ["\u{16}\u{03}", "GET", "GET / HTTP/9.9\r\n\r\n"]
  )
  func `What follows a request is not looked at`(noise: String) async throws {
    try await MetricsService.whileRunning { (address) async throws in
      let reply = try await Client.send(
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n\(noise)",
        to: address
      )
      #expect(reply.status == 200)
      #expect(reply.body == "ok\n")
    }
  }

  @Test func `What is not ready says why`() async throws {
    let status: @Sendable () async -> CollectorStatus = {
      var status = CollectorStatus.sample()
      status.filesFault = "cannot write /var/log/decnet/decnet.log: No space left on device"
      return status
    }
    try await MetricsService.whileRunning(status: status) { address in
      let reply = try await Client.get("/readyz", of: address)
      #expect(reply.status == 503)
      #expect(
        reply.body
          == "files can't be written: cannot write /var/log/decnet/decnet.log: No space left on device\n"
      )
      #expect(try await Client.get("/healthz", of: address).status == 200)
      #expect(try await Client.get("/metrics", of: address).body.contains("decklog_ready 0\n"))
    }
  }

  @Test(arguments: ["/metrics", "/status", "/readyz"])
  func `A collector that doesn't answer holds up nobody`(path: String) async throws {
    var limits = ListenerLimits.patient
    limits.statusTime = .milliseconds(50)
    let gate = Gate()
    let hangs: @Sendable () async -> CollectorStatus = {
      await gate.wait()
      return .sample()
    }
    try await MetricsService.whileRunning(limits: limits, status: hangs) { address in
      let replies = try await withThrowingTaskGroup { group in
        for _ in 0..<20 { group.addTask { try await Client.get(path, of: address).status } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(replies == Array(repeating: 503, count: 20))
      #expect(gate.visits == 1, "the collector is asked once at a time")
      #expect(try await Client.get("/healthz", of: address).status == 200)
      gate.open()
      while try await Client.get(path, of: address).status != 200 {}
    }
  }

  @Test(
    arguments: [
      ("X: \(String(repeating: "a", count: 8_000))", true),
      ("X: \(String(repeating: "a", count: 8_400))", false),
      ((0..<60).map { "X\($0): a" }.joined(separator: "\r\n"), true),
      ((0..<65).map { "X\($0): a" }.joined(separator: "\r\n"), false),
      ((0..<2).map { "X\($0): \(String(repeating: "a", count: 7_000))" }.joined(separator: "\r\n"), true),
      ((0..<3).map { "X\($0): \(String(repeating: "a", count: 7_000))" }.joined(separator: "\r\n"), false),
      ("broken", false), ("a b: c", false), ("X: a\u{0}b", false),
    ]
  )
  func `A head is taken up to its limits, and not beyond`(fields: String, isTaken: Bool) async throws {
    try await MetricsService.whileRunning { (address) async throws in
      let reply = try await Client.get("/healthz", of: address, fields: [fields])
      #expect((reply.status == 200) == isTaken, "\(reply.text)")
      #expect(try await Client.get("/healthz", of: address).status == 200)
    }
  }

  @Test(
    arguments: [
      "\r\n\r\n\r\n", "GET\r\n\r\n", "\u{16}\u{03}\u{01}\u{02}", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET /\(String(repeating: "x", count: 100_000)) HTTP/1.1\r\n\r\n",
      String(repeating: "\u{0}", count: 100_000),
      "GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    ]
  )
  func `An invalid request ends its connection, and nothing else`(text: String) async throws {
    var limits = ListenerLimits.patient
    limits.headTime = .milliseconds(200)
    limits.lifetime = .milliseconds(500)
    try await MetricsService.whileRunning(limits: limits) { address in
      let reply = try await Client.send(text, to: address)
      #expect(reply.status != 200)
      // A busy machine may take longer than these limits.
      while try await Client.get("/healthz", of: address).status != 200 {}
    }
  }

  @Test func `A UNIX socket answers whatever name is asked for, and is gone afterwards`() async throws {
    let folder = try ScratchDirectory()
    try await MetricsService.whileRunning(at: folder.file("s")) { (address) async throws in
      #expect(try await Client.get("/metrics", of: address, host: "docker").status == 200)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("s")))
  }

  @Test func `The page of a thousand containers comes whole`() async throws {
    let containers = (0..<1_500).map { CollectorStatus.Container.sample("container-\($0)") }
    try await MetricsService.whileRunning(status: { .sample(containers: containers) }) { address in
      let reply = try await Client.get("/metrics", of: address)
      #expect(reply.body.contains("decklog_containers_unlabeled 500\n"))
      #expect(reply.body.contains("process_max_fds"))
    }
  }
}
