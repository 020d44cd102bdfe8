import Collector
import EngineTestSupport
import Foundation
import Synchronization
import Testing
import TestSupport

@Suite(
  "Connections that are cut while the engine is well, or isn't",
  .timeLimit(.minutes(Patience.minutes(5)))
)
struct CutConnectionTests {
  private static let texts = (1...6).map { "line \($0)\n" }

  /// What an engine says when its connection stands again.
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    /// What it says of itself; `nil`: it refuses.
    var info: String? = Self.info(keepsContainers: true)
    /// What it remembers, before and after the cut.
    var memory: [String]
    /// What it makes of that.
    var cause: GapCause?

    static let event =
      #"{"Type":"container","Action":"start","Actor":{"ID":"a"},"timeNano":1795406114000000000}"#
    static let other =
      #"{"Type":"network","Action":"connect","Actor":{"ID":"n"},"timeNano":1795406115000000000}"#

    static func info(keepsContainers: Bool) -> String {
      #"{"ID":"one","SystemTime":"2026-11-23T04:00:00Z","LiveRestoreEnabled":\#(keepsContainers)}"#
    }

    static let all = [
      Case(description: "it remembers what it did", memory: [event, event]),
      Case(description: "it remembers that and more", memory: [event, event + "\n" + other]),
      Case(description: "it has forgotten all", memory: [event, ""], cause: .engineRestarted),
      Case(description: "it remembers other things", memory: [event, other], cause: .engineRestarted),
      Case(
        description: "so much has happened that it may have forgotten",
        memory: [event, Array(repeating: other, count: 256).joined(separator: "\n")],
        cause: .connectionLost
      ),
      Case(description: "nothing was ever remembered", memory: ["", ""], cause: .connectionLost),
      Case(
        description: "nothing was ever remembered, and it would have taken its containers along",
        info: info(keepsContainers: false),
        memory: ["", ""]
      ),
      Case(description: "it says nothing at all", info: nil, memory: ["", ""], cause: .connectionLost),
    ]
  }

  @Test(arguments: Case.all)
  func `Only what can't be known is a doubt, and only a restart is a gap`(_ given: Case) async throws {
    // Each stream of the log is cut as well, as by a proxy that can bear no silence.
    let container = FakeContainer(Self.texts, replies: [.broken(6, [], .closes)])
    let connections = Mutex(0)
    let isAsked = Mutex(false)
    let answer = { @Sendable (path: String) -> FakeEngine.Answer in
      if path == "/info" {
        return given.info.map { FakeEngine.Answer(FakeEngine.response($0)) }
          ?? FakeEngine.Answer(FakeEngine.response(status: "403 Forbidden", "no"))
      }
      guard path.hasPrefix("/events?") else { return container.answer(path) }
      guard !path.contains("until=") else {
        // It is asked once before the first cut, however soon that comes.
        let hasBeenCut = isAsked.withLock { isAsked in
          defer { isAsked = true }
          return isAsked
        }
        return FakeEngine.Answer(
          FakeEngine.chunked([Array((given.memory[hasBeenCut ? 1 : 0] + "\n").utf8)], ends: true)
        )
      }
      let isFirst = connections.withLock { connections in
        connections += 1
        return connections < 4
      }
      return FakeEngine.Answer(FakeEngine.chunked([], ends: false), isFirst ? .closes : .staysOpen)
    }
    try await FakeEngine.run(answer) { engine in
      try await InProcessCollector.with(engine) { collector in
        try await eventually("the lines") { (try? collector.lines.count) == 6 }
        try await eventually("the cuts") { connections.withLock { $0 == 4 } }
        let requests = container.requests
        if let cause = given.cause {
          try await eventually("it is told") { collector.accounts.gapCauses[cause] == 1 }
        }
        try await eventually("the container is looked at again") { container.requests > requests + 6 }
        #expect(collector.accounts.gapCauses == (given.cause.map { [$0: 1] } ?? [:]))
        #expect(try collector.lines.count == 6)
        // On a machine that is busy more than one attempt in a row may be cut before it stands.
        let errors = collector.log.all.filter { $0.hasPrefix("error:") && !$0.contains("connection lost") }
        #expect(errors.isEmpty, "the engine was never away: \(errors)")
      }
    }
  }
}
