import Collector
import DecoyEvents
import EngineTestSupport
import Foundation
import Synchronization
import Testing
import TestSupport

@Suite("Engines, and proxies before them, that tell little", .timeLimit(.minutes(Patience.minutes(5))))
struct ReluctantEngineTests {
  private static let texts = (1...6).map { "line \($0)\n" }
  private static let lines = (1...6).map { "line \($0)" }

  /// What becomes of a question whose answer isn't needed.
  enum Refusal: String, CaseIterable {
    case forbidden = "403 Forbidden"
    case notFound = "404 Not Found"
    case badGateway = "502 Bad Gateway"
    case cut

    var answer: FakeEngine.Answer {
      switch self {
      case .cut: FakeEngine.Answer([], .closes)
      default: FakeEngine.Answer(FakeEngine.response(status: rawValue, "<html>no</html>"))
      }
    }
  }

  @Test(
    arguments: Refusal.allCases
  )
  func `A proxy that refuses all but lists, containers, logs and events is enough`(_ refusal: Refusal)
    async throws
  {
    let container = FakeContainer(Self.texts, replies: [.messages(6, isFollowed: true)])
    let isAllowed = { @Sendable (path: String) in path.hasPrefix("/containers/") || path.hasPrefix("/events?")
    }
    try await FakeEngine.run({ isAllowed($0) ? container.answer($0) : refusal.answer }) { engine in
      try await InProcessCollector.with(engine) { collector in
        try await eventually("all lines") { (try? collector.lines.count) == 6 }
        #expect(try collector.lines == Self.lines)
        #expect(!engine.requests.contains { $0.hasPrefix("GET /version") })
        #expect(collector.log.all.count { $0.contains("doesn't report its identity") } <= 1)
      }
    }
  }

  @Test func `An engine whose events have no head before there is one is collected from`() async throws {
    let container = FakeContainer(Self.texts, replies: [.messages(6, isFollowed: true)])
    try await FakeEngine.run({ $0.hasPrefix("/events") ? FakeEngine.Answer([]) : container.answer($0) }) {
      engine in
      try await InProcessCollector.with(engine) { collector in
        try await eventually("all lines") { (try? collector.lines.count) == 6 }
        #expect(try collector.lines == Self.lines)
      }
    }
  }

  @Test func `A list that takes longer than ten seconds is waited for`() async throws {
    let container = FakeContainer(Self.texts, replies: [.messages(6, isFollowed: true)])
    let answer = { @Sendable (path: String) in
      var answer = container.answer(path)
      if path.hasPrefix("/containers/json") { answer.delay = .seconds(11) }
      return answer
    }
    try await FakeEngine.run(answer) { engine in
      try await InProcessCollector.with(engine) { collector in
        try await eventually("all lines") { (try? collector.lines.count) == 6 }
        #expect(try collector.lines == Self.lines)
      }
    }
  }

  @Test func `A container that is listed a moment before it can be inspected is collected, and no doubt`()
    async throws
  {
    let container = FakeContainer(Self.texts, replies: [.messages(6, isFollowed: true)])
    let isKnown = Mutex(false)
    let answer = { @Sendable (path: String) in
      let isEarly =
        path == "/containers/\(FakeContainer.id)/json"
        && isKnown.withLock { isKnown in
          defer { isKnown = true }
          return !isKnown
        }
      return isEarly ? Refusal.notFound.answer : container.answer(path)
    }
    try await FakeEngine.run(answer) { engine in
      try await InProcessCollector.with(engine) { collector in
        try await eventually("all lines") { (try? collector.lines.count) == 6 }
        let wasEarly = isKnown.withLock { $0 }
        #expect(wasEarly)
        #expect(collector.accounts.total.doubts == 0 && collector.accounts.total.gaps == 0)
      }
    }
  }

  @Test func `What an engine calls its containers, drivers and files does nothing to a terminal`()
    async throws
  {
    let evil = #"\u001b]0;owned\u0007\nforged: line\u202e\u009b2J"#
    let container = FakeContainer(Self.texts, replies: [.messages(6, isFollowed: true)])
    let (list, details) = (
      #"[{"Id":"\#(FakeContainer.id)","Names":["/\#(evil)"],"State":"running","#
        + #""Labels":{"decnet.fleet.service":"true","decnet.fleet.decky":"\#(evil)"}}]"#,
      #"{"Id":"\#(FakeContainer.id)","Name":"/\#(evil)","State":{"Running":true},"LogPath":"/\#(evil)","#
        + #""HostConfig":{"LogConfig":{"Type":"\#(evil)"}}}"#
    )
    let answer = { @Sendable (path: String) in
      if path.hasPrefix("/containers/json") { return FakeEngine.Answer(FakeEngine.response(list)) }
      if path.hasSuffix("/json") { return FakeEngine.Answer(FakeEngine.response(details)) }
      return container.answer(path)
    }
    try await FakeEngine.run(answer) { engine in
      let directory = try ScratchDirectory()
      let collector = try CollectorProcess(host: "\(engine.endpoint)", directory: directory.path)
      try await eventually("all lines") { try FileLines.count(collector.logFile) == 6 }
      let (status, _) = try await collector.stop()
      #expect(status == 0)
      let said = collector.said
      #expect(said.contains("owned"), "it is named")
      #expect(!said.contains("\nforged"))
      #expect(
        !said.unicodeScalars.contains {
          $0 != "\n" && [.control, .format].contains($0.properties.generalCategory)
        }
      )
    }
  }

  @Test func `A container that others call by a link has its own name in the records`() async throws {
    let container = FakeContainer(Self.texts, replies: [.messages(6, isFollowed: true)])
    let list =
      #"[{"Id":"\#(FakeContainer.id)","Names":["/apar/db","/target"],"State":"running","#
      + #""Labels":{"decnet.fleet.service":"true"}}]"#
    let answer = { @Sendable (path: String) in
      path.hasPrefix("/containers/json")
        ? FakeEngine.Answer(FakeEngine.response(list)) : container.answer(path)
    }
    try await FakeEngine.run(answer) { engine in
      try await InProcessCollector.with(engine) { collector in
        try await eventually("all lines") { (try? collector.lines.count) == 6 }
        try await eventually("its name") {
          collector.accounts.containers[FakeContainer.id]?.name == "target"
        }
      }
    }
  }
}
