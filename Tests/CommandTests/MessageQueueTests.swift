import EngineTestSupport
import Foundation
import Testing
import TestSupport

@testable import decklog

@Suite("Messages on standard error", .timeLimit(.minutes(Patience.minutes(5))))
struct MessageQueueTests {
  @Test
  func `Messages without a reader never block; the number of dropped ones is reported to the next reader`() {
    let full = FullPipe()
    let queue = MessageQueue(descriptor: full.pipe.fileHandleForWriting.fileDescriptor)
    let text = String(repeating: "m", count: 100)
    for number in 0..<10_000 { queue.append("\(number) \(text)") }
    var messages: [Substring] = []
    var dropped = 0
    var bytes: [UInt8] = []
    // There is more than one report if the writing thread began late.
    while messages.count + dropped < 10_000 {
      bytes += full.pipe.fileHandleForReading.availableData
      guard bytes.last == UInt8(ascii: "\n") else { continue }
      let lines = String(decoding: bytes.dropFirst(full.filled), as: UTF8.self).split(separator: "\n")
      let reports = lines.filter { $0.hasSuffix("nobody read standard error") }
      messages = lines.filter { !$0.hasSuffix("nobody read standard error") }
      dropped = reports.reduce(0) { $0 + (Int($1.split(separator: " ")[1]) ?? 0) }
    }
    #expect(messages.count + dropped == 10_000)
    #expect(dropped > 4_000)
    #expect(messages.allSatisfy { $0.hasSuffix(" " + text) })
    // In their order, and none is dropped while there is room.
    let numbers = messages.compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
    #expect(numbers.starts(with: 0..<1000))
    #expect(queue.dropped == 0)
  }

  @Test(
    arguments: [
      ("a\nb\r\nc\n", "a b  c"), ("\u{1B}]0;title\u{7}x", " ]0;title x"), ("\u{9B}31m", " 31m"),
      ("", ""), (String(repeating: "n", count: 20_000), String(repeating: "n", count: 16_384) + "…"),
    ]
  )
  func `A message is one line of text, whatever is in it`(message: String, line: String) throws {
    let pipe = Pipe()
    let queue = MessageQueue(descriptor: pipe.fileHandleForWriting.fileDescriptor)
    queue.append(message)
    queue.flush(within: .seconds(60))
    try pipe.fileHandleForWriting.close()
    let written = try #require(try pipe.fileHandleForReading.readToEnd())
    #expect(String(decoding: written, as: UTF8.self) == line + "\n")
  }

  /// The answer of a listener at a UNIX socket; empty until it listens.
  private static func page(_ path: String, at socket: String) -> String {
    let url = "http://decklog" + path
    let answer = try? ChildProcess.run(["curl", "--silent", "--max-time", "10", "--unix-socket", socket, url])
    return answer?.trimmingCharacters(in: .newlines) ?? ""
  }

  /// What an engine answers that has one container, which has printed one line and runs.
  private static func answer(_ path: String) -> FakeEngine.Answer {
    let id = String(repeating: "c", count: 64)
    if path.hasPrefix("/containers/json") {
      let labels = #""Labels":{"decnet.fleet.service":"true"}"#
      return FakeEngine.Answer(
        FakeEngine.response(#"[{"Id":"\#(id)","Names":["/one"],"State":"running",\#(labels)}]"#)
      )
    }
    if path.hasPrefix("/containers/\(id)/json") {
      let state = #""State":{"Running":true,"StartedAt":"2026-11-23T03:55:14Z"}"#
      return FakeEngine.Answer(FakeEngine.response(#"{"Id":"\#(id)","Name":"/one",\#(state)}"#))
    }
    if path.hasPrefix("/containers/\(id)/logs") {
      let line = Array("2026-11-23T03:55:15.000000001Z a line\n".utf8)
      let message = [1, 0, 0, 0, 0, 0, 0, UInt8(line.count)] + line
      return FakeEngine.Answer(FakeEngine.chunked([message], ends: !path.contains("follow=1")))
    }
    guard path.hasPrefix("/events") else { return FakeEngine.Answer(FakeEngine.response("{}")) }
    return FakeEngine.Answer(FakeEngine.chunked([], ends: false))
  }

  @Test func `A collector whose messages have no reader collects, becomes ready, and stops on SIGTERM`()
    async throws
  {
    let full = FullPipe()
    let folder = try ScratchDirectory()
    try await FakeEngine.run(Self.answer) { engine in
      let collector = try DecklogProcess(
        [
          "collect", "--log-file", folder.file("d.log"), "--docker-host", "\(engine.endpoint)", "--listen",
          "unix:\(folder.file("listen"))", "--log-level", "trace",
        ],
        in: folder.path,
        // A warning at the start.
        environment: ["DECNET_COLLECTOR_RL_WINDOW_SEC": "soon"],
        standardError: full.pipe.fileHandleForWriting
      )
      try await eventually("the line is collected") {
        (try? String(contentsOfFile: folder.file("d.log"), encoding: .utf8)) == "a line\n"
      }
      try await eventually("it is ready") { Self.page("/readyz", at: folder.file("listen")) == "ready" }
      #expect(collector.stop() == 0)
    }
  }
}
