import DockerEngine
import EngineTestSupport
import HTTPListener
import StatusMetrics
import Testing
import TestSupport

@testable import Doctor

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct CollectorAnswerTests {
  private static func ask(_ engine: FakeEngine) async throws -> Result<CollectorAnswer, CollectorAnswer.Fault>
  {
    guard case .unix(let path) = engine.endpoint.address else { throw CancellationError() }
    return await CollectorAnswer.ask(try ListenAddress("unix:\(path)"))
  }

  @Test func `A collector's status is decoded`() async throws {
    var status = CollectorStatus(version: "9.8", startTime: 0)
    status.isFleetListed = true
    let page = try StatusPage(status).json()
    let body = String(decoding: page, as: UTF8.self)
    try await FakeEngine.run(FakeEngine.response(body), .closes) { engine in
      let answer = try await Self.ask(engine).get()
      #expect(answer.version == "9.8")
      #expect(answer.state == status.state.rawValue)
      #expect(answer.ready == (status.unreadiness == nil))
      #expect(answer.reason == status.unreadiness)
      #expect(engine.requests.count == 1)
      let request = engine.requests.first ?? ""
      #expect(request.hasPrefix("GET /status HTTP/1.1\r\n"))
      #expect(request.lowercased().contains("\r\nhost: localhost\r\n"))
    }
  }

  @Test(
    arguments: [
      ("200 OK", "{}", "not decklog"), ("200 OK", "<html>", "not decklog"),
      ("503 Service Unavailable", "", "status 503"),
    ]
  )
  func `An unexpected answer is reported`(status: String, body: String, why: String) async throws {
    try await FakeEngine.run(FakeEngine.response(status: status, body), .closes) { engine in
      guard case .failure(let fault) = try await Self.ask(engine) else {
        Issue.record("an answer")
        return
      }
      #expect(fault.description.contains(why))
    }
  }

  @Test(arguments: ["unix:/no-such-socket", "127.0.0.1:1", "[::1]:1", "0.0.0.0:1", "[::]:1"])
  func `A missing listener is reported`(address: String) async throws {
    guard case .failure(let fault) = await CollectorAnswer.ask(try ListenAddress(address)) else {
      Issue.record("an answer")
      return
    }
    #expect(fault.description.contains("nobody answers there"))
  }

  @Test func `An answer longer than the limit is rejected`() async throws {
    let long = "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"
    try await FakeEngine.run(Array(long.utf8), .closes) { engine in
      guard case .failure = try await Self.ask(engine) else {
        Issue.record("an answer")
        return
      }
    }
  }
}
