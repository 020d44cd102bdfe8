import HTTPListener
import HTTPTypes
import Logging
import Testing
import TestSupport

@testable import Dashboard

@Suite("The dashboard's paths", .timeLimit(.minutes(Patience.minutes(5))))
struct DashboardPagesTests {
  @Test(
    arguments: [
      ("/", "text/html; charset=utf-8", "<!doctype html>"), ("/style.css", "text/css; charset=utf-8", "/*"),
      ("/app.js", "text/javascript; charset=utf-8", "// The dashboard"),
      ("/icon.svg", "image/svg+xml", "<svg"),
      ("/api/overview", "application/json", "{\"totals\":{\"events\":10,"),
      ("/api/events?limit=1", "application/json", "{\"events\":[],\"next\":null}"),
      ("/api/status", "application/json", "{\"version\":\"0.2.0\","),
    ]
  )
  func `Each is answered with its type`(target: String, type: String, beginning: String) async throws {
    let answer = try await DashboardPages.answer(target)
    #expect(answer.status == .ok)
    #expect(answer.contentType == type)
    #expect(answer.text.hasPrefix(beginning))
  }

  @Test(
    arguments: ["/", "/api/status", "/api/attacker", "/api/stream"]
  )
  func `Each answer keeps browsers from doing more than showing it`(target: String) async throws {
    let answer = try await DashboardPages.answer(target)
    answer.stream?.end()
    #expect(
      answer.field("Content-Security-Policy")
        == "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    #expect(answer.field("Referrer-Policy") == "no-referrer")
    #expect(answer.field("Cross-Origin-Opener-Policy") == "same-origin")
    #expect(answer.field("Cross-Origin-Resource-Policy") == "same-origin")
  }

  @Test(
    arguments: [
      ("/api/overview?range=2h", "range is one of", "/api/overview?range=24h&top=10"),
      ("/api/attacker", "address is required", "/api/attacker?address=203.0.113.9&range=7d"),
      (
        "/api/events?cursor=bad", "cursor is the value of next",
        "/api/events?service=ssh&text=login&range=24h&limit=50"
      ),
      ("/api/status?a=b", "the parameters are", "/api/status"),
      ("/api/stream?a=b", "the parameters are", "/api/stream"),
      ("/?a=b", "the parameters are", "/"), ("/app.js?v=1", "the parameters are", "/app.js"),
    ]
  )
  func `An invalid query is reported with an example of a valid one`(
    target: String,
    message: String,
    example: String
  ) async throws {
    let answer = try await DashboardPages.answer(target)
    #expect(answer.status == .badRequest)
    #expect(answer.text.hasPrefix("{\"error\":\"\(message)"), "\(answer.text)")
    #expect(answer.text.hasSuffix("\"example\":\"\(example)\"}"), "\(answer.text)")
  }

  @Test func `Each reply has its status`() {
    let replies: [(Reply, HTTPResponse.Status, String?)] = [
      (.answer([]), .ok, nil), (.nothing, .notFound, nil), (.failed, .internalServerError, nil),
      (.late, .serviceUnavailable, "5"), (.busy, .serviceUnavailable, "5"),
    ]
    for (reply, status, retry) in replies {
      let answer = PageAnswer.json(reply, path: "/api/status")
      #expect(answer.status == status)
      #expect(answer.field("Retry-After") == retry)
    }
  }

  @Test func `The seventeenth stream is refused, with a time to retry`() async throws {
    let feed = LiveFeed()
    var streams: [any PageStream] = []
    for _ in 0..<16 {
      let answer = try await DashboardPages.answer("/api/stream", feed: feed)
      #expect(answer.contentType == "text/event-stream")
      streams.append(try #require(answer.stream))
    }
    let refused = try await DashboardPages.answer("/api/stream", feed: feed)
    #expect(refused.status == .serviceUnavailable)
    #expect(refused.field("Retry-After") == "30")
    streams[0].end()
    #expect(try await DashboardPages.answer("/api/stream", feed: feed).status == .ok)
  }

  @Test func `No path is there twice`() throws {
    let pages = DashboardPages(
      source: DashboardSource(ScriptedRecords()),
      feed: LiveFeed(),
      access: try DashboardAccess(at: ListenAddress("127.0.0.1:0")),
      logger: .init(label: "test")
    )
    #expect(Set(pages.paths).count == pages.paths.count)
  }
}
