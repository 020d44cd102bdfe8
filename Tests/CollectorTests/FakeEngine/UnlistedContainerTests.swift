import Collector
import EngineTestSupport
import Foundation
import Synchronization
import Testing
import TestSupport

@Suite("Containers that an engine no longer lists", .timeLimit(.minutes(Patience.minutes(5))))
struct UnlistedContainerTests {
  private static let texts = (1...6).map { "line \($0)\n" }
  private static let lines = (1...6).map { "line \($0)" }

  /// What `/info` says of the engine's id, question by question.
  enum Identity: CaseIterable {
    case stays, changes, refused
  }

  private static func engine(
    _ container: FakeContainer,
    _ identity: Identity
  ) -> @Sendable (String) -> FakeEngine.Answer {
    let asked = Atomic(0)
    return { path in
      guard path == "/info" else { return container.answer(path) }
      let number = asked.add(1, ordering: .relaxed).newValue
      switch identity {
      case .stays: return FakeEngine.Answer(FakeEngine.response(#"{"ID":"same"}"#))
      case .changes: return FakeEngine.Answer(FakeEngine.response(#"{"ID":"id-\#(number)"}"#))
      case .refused: return FakeEngine.Answer(FakeEngine.response(status: "403 Forbidden", "no"))
      }
    }
  }

  @Test(
    arguments: Identity.allCases
  )
  func `A container that is gone and comes back is read on from where it was left`(_ identity: Identity)
    async throws
  {
    let container = FakeContainer(Self.texts, replies: [.messages(6)], running: [false])
    try await FakeEngine.run(Self.engine(container, identity)) { engine in
      try await InProcessCollector.with(engine) { collector in
        try await eventually("the lines") { (try? collector.lines.count) == 6 }
        let read = engine.requests.count
        try await eventually("it is looked at once more, and read to its end") {
          engine.requests.count > read + 12
        }
        // As if the disk with its data were not mounted, for some lists.
        container.setRunning(nil)
        try await eventually("it is said") {
          collector.log.all.contains { $0.contains("lists no container that was known (1 missing)") }
        }
        let requests = engine.requests.count
        try await eventually("some more lists") { engine.requests.count > requests + 12 }
        let before = container.requests
        container.setRunning(false)
        try await eventually("it is there again") {
          collector.log.all.contains { $0.hasSuffix("collecting fake stdout from where it left off") }
        }
        try await eventually("it is read") { container.requests > before }
        #expect(try collector.lines == Self.lines)
        #expect(collector.accounts.gapCauses.isEmpty)
      }
    }
  }

  @Test(
    arguments: Identity.allCases
  )
  func `After a restart as well, and what was not read to its end leaves one doubt`(_ identity: Identity)
    async throws
  {
    let directory = try ScratchDirectory()
    let container = FakeContainer(Self.texts, replies: [.messages(3, isFollowed: true)])
    try await FakeEngine.run(Self.engine(container, identity)) { engine in
      try await InProcessCollector.with(engine, directory: directory.path) { collector in
        try await eventually("the first lines") { (try? collector.lines.count) == 3 }
      }
      container.setRunning(nil)
      for start in 0..<2 {
        try await InProcessCollector.with(engine, directory: directory.path) { collector in
          if start == 0 {
            try await eventually("the doubt") { collector.accounts.gapCauses == [.unlisted: 1] }
          }
          let requests = engine.requests.count
          try await eventually("some lists") { engine.requests.count > requests + 12 }
          #expect(collector.accounts.gapCauses == (start == 0 ? [.unlisted: 1] : [:]), "it is told once")
        }
      }
      container.setRunning(false)
      try await InProcessCollector.with(engine, directory: directory.path) { collector in
        try await eventually("the rest") { (try? collector.lines.count) == 6 }
        #expect(try collector.lines == Self.lines)
      }
    }
  }
}
