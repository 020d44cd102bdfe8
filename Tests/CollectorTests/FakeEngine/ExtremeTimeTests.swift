import Basics
import DecoyEvents
import DockerEngine
import EngineTestSupport
import Evidence
import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Collector

/// An engine, or whoever writes its files, can name any moment.
@Suite("Moments that can't be", .timeLimit(.minutes(Patience.minutes(5))))
struct ExtremeTimeTests {
  private let directory: ScratchDirectory

  init() throws { directory = try ScratchDirectory() }

  @Test(
    arguments: [
      "1677-09-21T00:12:43.145224192Z", "1700-01-01T00:00:00Z", "1970-01-01T00:00:00.000000000Z",
      "2262-04-11T23:47:16.854775807Z",
    ],
    [SourceMode.files, .api]
  )
  func `A line with any stamp is collected, and so is what follows`(stamp: String, source: SourceMode)
    async throws
  {
    let event = ProcessedLines.event().dropLast()
    let texts = [String(event), "<no event>", String(event)]
    let stamps = [stamp, stamp, "2026-11-23T03:55:14.000000001Z"]
    let log = try FakeLogFile(in: directory.file("log"))
    for (text, stamp) in zip(texts, stamps) {
      let escaped = text.replacing("\"", with: "\\\"").replacing("<", with: "\\u003c")
      try log.append(raw: #"{"log":"\#(escaped)\n","stream":"stdout","time":"\#(stamp)"}"# + "\n")
    }
    let frames: [[UInt8]] = zip(texts, stamps).map { text, stamp in
      let payload = Array("\(stamp) \(text)\n".utf8)
      let length: [UInt8] = withUnsafeBytes(of: UInt32(payload.count).bigEndian) { Array($0) }
      return [1, 0, 0, 0] + length + payload
    }
    let container = FakeContainer(logPath: source == .files ? log.path : nil)
    for _ in 0..<2 {
      // The second one goes on from a cursor with that stamp, or behind it.
      try await FakeEngine.run({ path in
        guard path.contains("/logs?"), source == .api else { return container.answer(path) }
        return FakeEngine.Answer(FakeEngine.chunked(frames, ends: !path.contains("follow=1")))
      }) { engine in
        try await InProcessCollector.with(engine, source: source, directory: directory.file("decklog")) {
          collector in
          try await eventually("the lines") { (try? collector.lines.count) ?? 0 >= 3 }
          #expect(try collector.lines == texts)
          try await eventually("the records") { collector.accounts.total.records == 2 }
        }
      }
    }
  }

  @Test(
    arguments: ["9223372036854775807", "9223372036854775806", "4102444800000000000", "-9223372036854775808"]
  )
  func `An event of any time is heeded, and an incredible time forgotten`(time: String) async throws {
    let container = FakeContainer(["a\n"], replies: [.messages(1, isFollowed: true)])
    let asked = Mutex<[String]>([])
    let event =
      #"{"Type":"container","Action":"start","Actor":{"ID":"\#(FakeContainer.id)","Attributes":{"name":"fake"}},"#
    let future = Array((event + #""timeNano":\#(time)}"# + "\n").utf8)
    for _ in 0..<3 {
      try await FakeEngine.run({ path in
        guard path.hasPrefix("/events") else { return container.answer(path) }
        asked.withLock { $0.append(path) }
        return FakeEngine.Answer(FakeEngine.chunked([future], ends: false))
      }) { engine in
        try await InProcessCollector.with(engine, directory: directory.file("decklog")) { collector in
          try await eventually("the line") { (try? collector.lines) == ["a"] }
        }
      }
    }
    let refused = ["since=9223372036", "since=4102444800", "since=-"]
    #expect(asked.withLock { $0 }.allSatisfy { path in !refused.contains { path.contains($0) } })
  }

  @Test func `What an earlier version has remembered of such an event is forgotten`() async throws {
    let (settings, state) = try make {
      [.event(EngineTimestamp(nanoseconds: .max)), .event(EngineTimestamp(nanoseconds: 5))]
    }
    #expect(state.lastEvent?.nanoseconds == .max)
    for _ in 0..<2 {
      let store = try Recorder(settings, floodWindow: 1)
      #expect(store.recovered.lastEvent == nil)
      try await store.shutdown()
    }
  }

  /// A journal that holds a state.
  private func make(_ changes: () -> [StateChange]) throws -> (JournalSettings, CollectorState) {
    let place = directory.file("state")
    let settings = JournalSettings(logFile: place + "/a.log", recordFile: place + "/a.json")
    var journal = try Journal.open(settings)
    var state = CollectorState(floodWindow: 1)
    for change in changes() { state.apply(change) }
    try journal.checkpoint(StateChange.encode(state.asChanges), isDurable: true)
    return (settings, state)
  }
}
