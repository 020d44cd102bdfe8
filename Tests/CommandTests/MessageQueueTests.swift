import Foundation
import Testing
import WaitTestSupport

@testable import decklog

@Suite("Messages on standard error", .timeLimit(.minutes(Patience.minutes(5))))
struct MessageQueueTests {
  @Test("what nobody reads holds nobody up, is dropped and counted, and told when somebody reads")
  func unread() {
    let full = FullPipe()
    let queue = MessageQueue(descriptor: full.pipe.fileHandleForWriting.fileDescriptor)
    let text = String(repeating: "m", count: 100)
    for number in 0..<10_000 { queue.append("\(number) \(text)") }
    #expect(queue.dropped > 5_000)
    var lines: [Substring] = []
    var bytes: [UInt8] = []
    while !(lines.last?.hasSuffix("nobody read standard error") ?? false) {
      bytes += full.pipe.fileHandleForReading.availableData
      guard bytes.last == UInt8(ascii: "\n") else { continue }
      lines = String(decoding: bytes.dropFirst(full.filled), as: UTF8.self).split(separator: "\n")
    }
    let told = lines.last?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    let messages = lines.dropLast()
    #expect(messages.count + told == 10_000)
    #expect(messages.allSatisfy { $0.hasSuffix(" " + text) })
    // The oldest were there first.
    #expect(messages.enumerated().allSatisfy { $1.hasPrefix("\($0) ") })
    #expect(queue.dropped == 0)
  }

  @Test(
    "a message is one line of text, whatever is in it",
    arguments: [
      ("a\nb\r\nc\n", "a b  c"), ("\u{1B}]0;title\u{7}x", " ]0;title x"), ("\u{9B}31m", " 31m"),
      ("", ""), (String(repeating: "n", count: 20_000), String(repeating: "n", count: 16_384) + "…"),
    ]
  )
  func text(message: String, line: String) throws {
    let pipe = Pipe()
    let queue = MessageQueue(descriptor: pipe.fileHandleForWriting.fileDescriptor)
    queue.append(message)
    queue.flush(within: .seconds(60))
    try pipe.fileHandleForWriting.close()
    let written = try #require(try pipe.fileHandleForReading.readToEnd())
    #expect(String(decoding: written, as: UTF8.self) == line + "\n")
  }

  @Test("a collector whose messages nobody reads collects, and stops when it is told to")
  func collector() async throws {
    let full = FullPipe()
    let folder = try TemporaryFolder()
    let path = folder.path("d.db")
    let record =
      #"{"timestamp":"2026-11-23 03:55:14","decky":"d","service":"s","event_type":"e","attacker_ip":"203.0.113.1"}"#
    _ = try folder.write(record + "\n", to: "d.json")
    let collector = try BackgroundCommand(
      [
        "collect", "--log-file", folder.path("d.log"), "--docker-host", "unix:///nowhere", "--store", path,
        "--log-level", "trace",
      ],
      in: folder,
      // It is told of before there is anything to collect.
      environment: ["DECNET_COLLECTOR_RL_WINDOW_SEC": "soon"],
      standardError: full.pipe.fileHandleForWriting
    )
    try await eventually("the store has the record") {
      let query = try CommandRun(["query", "events", "--store", path, "--json"])
      return query.output.contains(UInt8(ascii: "{"))
    }
    #expect(collector.stop() == 0)
  }
}
