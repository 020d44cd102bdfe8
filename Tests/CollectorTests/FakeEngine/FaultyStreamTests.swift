import Collector
import DecoyEvents
import EngineTestSupport
import Foundation
import Testing
import TestSupport

@Suite("Log streams that break while the engine is well", .timeLimit(.minutes(Patience.minutes(5))))
struct FaultyStreamTests {
  /// A way in which a stream goes wrong.
  struct Fault: Sendable, CustomStringConvertible {
    let description: String
    let bytes: [UInt8]
    let ending: FakeEngine.Ending

    static let all = [
      Fault(description: "the connection is closed", bytes: [], ending: .closes),
      Fault(description: "it is cut in a frame's header", bytes: [1, 0, 0, 0, 0], ending: .closes),
      Fault(description: "it is cut in a frame", bytes: [1, 0, 0, 0, 0, 0, 0, 90, 50, 48], ending: .closes),
      Fault(
        description: "a frame lies about its length",
        bytes: [1, 0, 0, 0, 255, 0, 0, 0],
        ending: .staysOpen
      ),
      Fault(
        description: "the daemon reports an error",
        bytes: [3, 0, 0, 0, 0, 0, 0, 5] + Array("error".utf8),
        ending: .staysOpen
      ),
      Fault(
        description: "a frame of no known type",
        bytes: [9, 0, 0, 0, 0, 0, 0, 1, 65],
        ending: .staysOpen
      ),
    ]
  }

  private static let texts = (1...6).map { "line \($0)\n" }
  private static let lines = (1...6).map { "line \($0)" }

  @Test(arguments: Fault.all)
  func `The container is read on, each line once`(_ fault: Fault) async throws {
    let container = FakeContainer(
      Self.texts,
      replies: [.broken(3, fault.bytes, fault.ending), .messages(6, isFollowed: true)]
    )
    try await FakeEngine.run({ container.answer($0) }) { engine in
      try await InProcessCollector.with(engine) { collector in
        try await eventually("all lines") { (try? collector.lines.count) == 6 }
        #expect(try collector.lines == Self.lines)
        #expect(collector.accounts.total.gaps == 0)
      }
    }
  }

  @Test func `A stream that ends at once, again and again, is not asked for in a tight loop`() async throws {
    let container = FakeContainer(Self.texts, replies: [.messages(6)])
    try await FakeEngine.run({ container.answer($0) }) { engine in
      try await InProcessCollector.with(engine) { collector in
        try await eventually("all lines") { (try? collector.lines.count) == 6 }
        // Each round is two looks for the cursor, one stream and a look at the log's end, after 50, 100, 200, 400 and
        // 800 ms.
        let before = container.requests
        let start = ContinuousClock.now
        try await eventually("more rounds") { container.requests >= before + 24 }
        #expect(ContinuousClock.now - start > .seconds(1))
        #expect(try collector.lines == Self.lines)
      }
    }
  }

  @Test
  func
    `The last line of a container that is gone is kept without its end, and what may be missing is counted`()
    async throws
  {
    let container = FakeContainer(
      ["one\n", "two, and no more"],
      replies: [.messages(2)],
      running: [true, nil]
    )
    try await FakeEngine.run({ container.answer($0) }) { engine in
      try await InProcessCollector.with(engine) { collector in
        try await eventually("both lines") { (try? collector.lines.count) == 2 }
        #expect(try collector.lines == ["one", "two, and no more"])
        // It isn't listed any more, and nobody has said that it was removed.
        try await eventually("the doubt") { collector.accounts.total.doubts == 1 }
      }
    }
  }
}
