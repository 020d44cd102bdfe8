import Basics
import HTTPListener
import Logging
import Records
import RecordTestSupport
import Testing
import TestSupport

@testable import Dashboard

@Suite(
  "The page in a browser",
  .enabled(if: BrowserScenario.isExpected, "there is no chromium"),
  .serialized,
  .timeLimit(.minutes(Patience.minutes(10)))
)
struct BrowserTests {
  private static let token = "correct-horse-battery"

  /// Serves the page while `body` runs, with events that go on coming.
  private static func serve(
    at address: String = "127.0.0.1:0",
    token: String? = nil,
    isHostile: Bool = false,
    isFlood: Bool = false,
    isTimed: Bool = false,
    feed: LiveFeed = LiveFeed(),
    _ body: @escaping @Sendable (String) async throws -> Void
  ) async throws {
    var samples = SampleEvents(seed: 7)
    let history = samples.history(until: SampleText.now, hours: 48, perHour: 60)
    // The last two hours can't be summed up.
    let source = MemoryRecords(history.map(\.json)) { query in
      if let since = query.filter.since, since.nanoseconds > SampleText.now - 7_200_000_000_000 {
        throw ScriptedRecords.Failure()
      }
    }
    if isHostile {
      for index in 0..<300 {
        var event = SampleEvent.hostile(at: SampleText.now)
        // Only addresses have a view of their own.
        if index.isMultiple(of: 3) { event.attacker = SampleEvent.hostileAttacker }
        source.append(event.json)
      }
    }
    let address = try ListenAddress(address)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let pages = DashboardPages(
      source: DashboardSource(source),
      feed: feed,
      access: try DashboardAccess(at: address, token: token),
      logger: logger
    )
    let service = try MetricsService(at: address, mounting: pages, logger: logger) {
      .collecting(at: SampleText.now)
    }
    guard case .ipv4(_, let port) = service.address.place else { return }
    try await withThrowingTaskGroup { group in
      group.addTask { try await service.run() }
      group.addTask {
        try await offer(to: feed, source, isHostile: isHostile, isFlood: isFlood, isTimed: isTimed)
      }
      group.addTask { try await body("http://127.0.0.1:\(port)/") }
      // The others go on for ever.
      try await group.next()
      group.cancelAll()
    }
  }

  private static func offer(
    to feed: LiveFeed,
    _ source: MemoryRecords,
    isHostile: Bool,
    isFlood: Bool,
    isTimed: Bool
  ) async throws {
    var samples = SampleEvents(seed: 3)
    while !Task.isCancelled {
      try await Task.sleep(for: .milliseconds(isFlood ? 10 : 250))
      var event = samples.event(at: SampleText.now)
      if isTimed { event.fields.insert(("offered", "\(event.time / 1_000_000)"), at: 0) }
      source.append(event.json)
      var events = [event]
      if isHostile { events.append(.hostile(at: event.time)) }
      let records = events.flatMap { Array($0.json.utf8) + [UInt8(ascii: "\n")] }
      let times = isFlood ? 100 : 1
      feed.offer(Array(repeatElement(records, count: times).joined()), count: events.count * times)
    }
  }

  @Test(arguments: ["load", "policy", "keyboard", "schemes", "trouble"])
  func `It does what it should`(name: String) async throws {
    try await Self.serve { try await BrowserScenario.run(name, $0) }
  }

  @Test func `An event is there within a second`() async throws {
    try await Self.serve(isTimed: true) { try await BrowserScenario.run("live", $0) }
  }

  @Test(arguments: ["hostile", "phone"])
  func `What attackers write is text, and fits`(name: String) async throws {
    try await Self.serve(isHostile: true) { try await BrowserScenario.run(name, $0) }
  }

  @Test func `Ten thousand events a second don't freeze it`() async throws {
    try await Self.serve(isFlood: true) { try await BrowserScenario.run("flood", $0) }
  }

  @Test func `Where enough pages watch already, it asks now and then`() async throws {
    let feed = LiveFeed()
    let others = (0..<16).compactMap { _ in feed.subscribe(atMost: 16) }
    try await Self.serve(feed: feed) { try await BrowserScenario.run("full", $0) }
    for other in others { other.end() }
  }

  @Test func `Where others can connect, it wants its token once`() async throws {
    try await Self.serve(at: "0.0.0.0:0", token: Self.token) { try await BrowserScenario.run("token", $0) }
  }

  @Test(.enabled(if: BrowserScenario.screenshotFolder != nil))
  func `Pictures are taken`() async throws {
    try await Self.serve {
      try await BrowserScenario.run("screenshots", $0, folder: BrowserScenario.screenshotFolder)
    }
  }
}
