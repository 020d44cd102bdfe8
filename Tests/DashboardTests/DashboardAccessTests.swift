import HTTPListener
import HTTPTypes
import Testing
import TestSupport

@testable import Dashboard

@Suite("Who may see the dashboard", .timeLimit(.minutes(Patience.minutes(5))))
struct DashboardAccessTests {
  private static let token = "correct-horse-battery"
  private static let open = "192.0.2.1:9464"

  private static func answer(
    _ target: String = "/api/status",
    host: String = "192.0.2.1:9464",
    token: String? = token,
    fields: HTTPFields = [:]
  ) async throws -> PageAnswer {
    try await DashboardPages.answer(
      target,
      at: open,
      host: host,
      token: token,
      names: ["Decklog.example"],
      fields: fields
    )
  }

  @Test(
    arguments: ["127.0.0.1:1", "[::1]:1", "/run/a"]
  )
  func `On loopback and at a socket's file no token is wanted`(address: String) async throws {
    #expect(try await DashboardPages.answer("/", at: address, host: "x").status == .ok)
    #expect(try await DashboardPages.answer("/", at: address, token: Self.token).status == .unauthorized)
  }

  @Test(arguments: ["0.0.0.0:1", "[::]:1", "192.0.2.1:1"])
  func `Elsewhere one has to be there, and be good`(address: String) throws {
    let address = try ListenAddress(address)
    #expect(throws: DashboardAccessError.tokenMissing) { try DashboardAccess(at: address) }
    for token in [
      "", "short", String(repeating: "a", count: 15), "with a blank in it", "semicolon;semicolon",
      "ümlautümlautümlaut",
    ] {
      #expect(throws: DashboardAccessError.badToken) { try DashboardAccess(at: address, token: token) }
    }
    #expect(throws: DashboardAccessError.badToken) {
      try DashboardAccess(at: address, token: String(repeating: "a", count: 257))
    }
    _ = try DashboardAccess(at: address, token: String(repeating: "a", count: 16))
  }

  @Test(
    arguments: ["", "a b", "a..b", "a:80", "http://a", String(repeating: "a", count: 64), "\u{1B}[31m"]
  )
  func `An invalid host name is refused`(name: String) throws {
    let address = try ListenAddress(Self.open)
    let error = #expect(throws: DashboardAccessError.self) {
      try DashboardAccess(at: address, token: Self.token, names: [name])
    }
    #expect(error == .badName(name))
    #expect(error?.description.contains("\u{1B}") == false)
  }

  @Test(
    arguments: ["/", "/app.js", "/api/overview", "/api/stream", "/api/events?limit=x"]
  )
  func `Without the token there is neither page nor data nor file, and it is said how`(target: String)
    async throws
  {
    let answer = try await Self.answer(target)
    #expect(answer.status == .unauthorized)
    #expect(answer.text.contains("/?token=TOKEN"))
    #expect(answer.field("WWW-Authenticate") == "Bearer realm=\"decklog\"")
    #expect(answer.field("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
  }

  @Test(
    arguments: [
      ("Bearer correct-horse-battery", true), ("bearer correct-horse-battery", true),
      ("Bearer correct-horse-batter", false),
      ("Bearer  correct-horse-battery", false), ("Bearer", false), ("Basic correct-horse-battery", false),
      ("", false),
      ("correct-horse-battery", false), ("Bearer correct-horse-battery\u{E9}", false),
    ]
  )
  func `A header opens it, where it has the token`(field: String, isAllowed: Bool) async throws {
    #expect(
      try await Self.answer(fields: [.authorization: field]).status == (isAllowed ? .ok : .unauthorized)
    )
  }

  @Test func `The token in the address sets a cookie that opens it, and leads to the page`() async throws {
    let answer = try await Self.answer("/?token=\(Self.token)")
    #expect(answer.status == .seeOther)
    #expect(answer.field("Location") == "/")
    let cookie = try #require(answer.field("Set-Cookie"))
    #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Strict"))
    #expect(!cookie.contains(Self.token))
    let pair = String(try #require(cookie.split(separator: ";").first))
    #expect(try await Self.answer(fields: [.cookie: pair]).status == .ok)
    #expect(try await Self.answer(fields: [.cookie: "a=b; decklog_dashboard=x; \(pair); c"]).status == .ok)
    #expect(try await Self.answer(fields: [.cookie: "x\(pair)"]).status == .unauthorized)
    #expect(
      try await Self.answer(fields: [.cookie: "decklog_dashboard=\(Self.token)"]).status == .unauthorized
    )
    // A header that is wrong is not made good by a cookie.
    #expect(
      try await Self.answer(fields: [.cookie: pair, .authorization: "Bearer x"]).status == .unauthorized
    )
    #expect(
      try await Self.answer(token: "another-token-altogether", fields: [.cookie: pair]).status
        == .unauthorized
    )
  }

  @Test(
    arguments: ["/?token=", "/?token=x", "/?token=correct-horse-battery&a=b"]
  )
  func `A wrong token in the address sets nothing`(target: String) async throws {
    let answer = try await Self.answer(target)
    #expect(answer.status == .unauthorized)
    #expect(answer.field("Set-Cookie") == nil)
  }

  @Test func `Where no token is wanted, one in the address is taken out of it`() async throws {
    let answer = try await DashboardPages.answer("/?token=\(Self.token)")
    #expect(answer.status == .seeOther)
    #expect(answer.field("Set-Cookie") == nil)
  }

  @Test(
    arguments: [
      ("192.0.2.1:9464", true), ("10.0.0.1", true), ("[2001:db8::1]:80", true),
      ("decklog.example:9464", true),
      ("DECKLOG.EXAMPLE", true), ("localhost:9464", true), ("evil.example", false),
      ("decklog.example.evil.example", false),
      ("evil.example:192.0.2.1", false), ("2130706433", false), ("", false),
      ("192.0.2.1.evil.example", false),
    ]
  )
  func `A host name that others may own is not answered`(host: String, isAllowed: Bool) async throws {
    let answer = try await Self.answer(host: host, fields: [.authorization: "Bearer \(Self.token)"])
    #expect(answer.status == (isAllowed ? .ok : .misdirectedRequest))
  }

  @Test(
    arguments: [
      ("same-origin", true), ("none", true), (nil, true), ("cross-site", false), ("same-site", false),
      ("x", false),
    ]
      as [(String?, Bool)],
    ["/api/overview", "/api/attacker?address=a", "/api/events", "/api/status", "/api/stream"]
  )
  func `Data is for the dashboard's own page and for programs that are no browser`(
    site: (name: String?, isAllowed: Bool),
    target: String
  ) async throws {
    var fields = HTTPFields()
    fields[try #require(HTTPField.Name("Sec-Fetch-Site"))] = site.name
    let answer = try await DashboardPages.answer(target, fields: fields)
    answer.stream?.end()
    #expect((answer.status != .forbidden) == site.isAllowed)
    // A link to the page may be anywhere.
    #expect(try await DashboardPages.answer("/", fields: fields).status == .ok)
  }
}
