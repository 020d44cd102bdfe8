import Foundation
import Logging
import ServiceBus
import Testing
import TestSupport

@testable import Collector

private typealias Lines = SessionRecords

@Suite("Ended sessions on the bus", .timeLimit(.minutes(5)))
struct SessionPublisherTests {
  private static let sid = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
  private static let ended = #"sid="\#(sid)" service="ssh" duration_s="12.5""#

  /// A broker, a publisher with a client of its own, and what another client hears.
  private struct Bus {
    let publisher: SessionPublisher
    let client: BusClient
    let events: BusEvents
    let log: LogRecorder.Lines

    func offer(_ lines: [String]) { publisher.offer(Lines.written(lines)) }
  }

  /// - Parameter before: what happens while there is no broker.
  private static func withBus(
    root: String = "/nowhere",
    before: (SessionPublisher) async throws -> Void = { _ in },
    _ body: (Bus) async throws -> Void
  ) async throws {
    let path = ScratchDirectory.unusedPath()
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let broker = BusBroker(BusBroker.Configuration(socketPath: path), logger: quiet)
    let listener = try BusClient(BusClient.Configuration(socketPath: path, name: "test"), logger: quiet)
    let client = try BusClient(BusClient.Configuration(socketPath: path, name: "collector"), logger: quiet)
    var settings = SessionSettings()
    settings.artifactsRoot = root
    let (logger, log) = LogRecorder.make()
    let publisher = SessionPublisher(client, settings, logger: logger)
    try await withThrowingTaskGroup { group in
      group.addTask { await publisher.run() }
      do {
        try await before(publisher)
      } catch {
        group.cancelAll()
        throw error
      }
      group.addTask { try await broker.run() }
      let events = listener.events(try TopicPattern("attacker.session.*"))
      group.addTask { await listener.run() }
      for await _ in listener.connections.prefix(1) {}
      group.addTask { await client.run() }
      for await _ in client.connections.prefix(1) {}
      await subscribed(client, events)
      do {
        try await body(Bus(publisher: publisher, client: client, events: events, log: log))
      } catch {
        group.cancelAll()
        throw error
      }
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  /// Publishes until the subscription hears it: the broker may have read the one client before the other.
  private static func subscribed(_ client: BusClient, _ events: BusEvents) async {
    let topic = Topic(literal: "attacker.session.mark")
    await withDiscardingTaskGroup { group in
      group.addTask {
        while !Task.isCancelled {
          client.publish(topic, type: "mark", payload: Array("{}".utf8))
          try? await Task.sleep(for: .milliseconds(5))
        }
      }
      for await _ in events { break }
      group.cancelAll()
    }
  }

  private static func next(_ count: Int, of bus: Bus) async throws -> [(
    event: BusEvent, payload: [String: Any]
  )] {
    var found: [(BusEvent, [String: Any])] = []
    for await event in bus.events where event.type != "mark" {
      found.append((event, try Lines.object(String(decoding: event.payload, as: UTF8.self))))
      if found.count == count { break }
    }
    return found
  }

  @Test func `A session's end is one event, with its commands and the path of its transcript`() async throws {
    let root = try ScratchDirectory()
    let transcripts = root.file("gamma-decky/ssh/transcripts")
    try FileManager.default.createDirectory(atPath: transcripts, withIntermediateDirectories: true)
    try Data("{\"sid\":\"\(Self.sid)\"}\n".utf8)
      .write(to: URL(filePath: "\(transcripts)/sessions-2026-03-04.jsonl"))
    try await Self.withBus(root: root.path) { bus in
      bus.offer([
        Lines.command("id", at: "09:00:01"), Lines.command("w", at: "09:00:01", from: "198.51.100.99"),
      ])
      bus.offer([Lines.end(at: "09:00:02", Self.ended)])
      let (event, payload) = try #require(try await Self.next(1, of: bus).first)
      #expect(event.topic.text == "attacker.session.ended" && event.type == "session.ended")
      #expect(payload["session_id"] as? String == Self.sid && payload["attacker_uuid"] is NSNull)
      #expect(Lines.texts(payload) == ["id"])
      #expect(payload["shard_path"] as? String == "\(transcripts)/sessions-2026-03-04.jsonl")
      #expect(
        Set(payload.keys) == [
          "session_id", "attacker_uuid", "attacker_ip", "decky_id", "service", "ended_at", "duration_s",
          "commands",
          "shard_path",
        ]
      )
      var counts = SessionCounts()
      counts.published = 1
      #expect(bus.publisher.counts == counts)
    }
  }

  @Test
  func `Sessions without a transcript have none, and a transcript that is a link is counted and logged once`()
    async throws
  {
    let root = try ScratchDirectory()
    try FileManager.default.createDirectory(
      atPath: root.file("gamma-decky"),
      withIntermediateDirectories: true
    )
    try FileManager.default.createSymbolicLink(
      atPath: root.file("gamma-decky/ssh"),
      withDestinationPath: "/etc"
    )
    try await Self.withBus(root: root.path) { bus in
      bus.offer([
        Lines.end(at: "09:00:01", Self.ended), Lines.end(at: "09:00:02", Self.ended),
        Lines.end(at: "09:00:03", #"sid="../../../etc" service="ssh""#),
        Lines.end(at: "09:00:04", #"sid="12345678" service="telnet""#),
      ])
      let payloads = try await Self.next(4, of: bus).map(\.payload)
      #expect(payloads.allSatisfy { $0["shard_path"] is NSNull })
      #expect(bus.publisher.counts.refusedTranscripts == 2)
      #expect(bus.log.all.count == 1)
      #expect(bus.log.all.first?.contains("gamma-decky/ssh/transcripts: a symbolic link") == true)
    }
  }

  private static let hostileIDs = [
    "../../../etc", "a/b", String(repeating: "x", count: 300), #"sid\" onerror=\"1"#, "日本", " ", ".",
    "%2e%2e%2f",
  ]

  /// Sessions, one event each, with all that comes before it.
  private static let sessions: [[String]] =
    [
      // Without commands, and without anything that an end may tell.
      [Lines.end(at: "09:00:01", "", from: "192.0.2.1")],
      [Lines.end(at: "09:00:01", #"sid="" service="" duration_s="""#, from: "192.0.2.2")],
      // Two of one address, and commands that come out of order.
      [
        Lines.command("b", at: "09:00:05"), Lines.command("a", at: "09:00:01"),
        Lines.end(at: "09:00:06", #"sid="first-session" duration_s="5.9""#),
        Lines.command("c", at: "09:00:08"),
        Lines.end(at: "09:00:10", #"sid="second-session" duration_s="2""#),
      ],
      [
        Lines.command("ls", at: "09:00:01", from: "fe80::1%eth0"),
        Lines.end(at: "09:00:02", "", from: "fe80::1%eth0"),
      ],
    ]
    + hostileIDs.enumerated().map { number, id in
      [
        Lines.command("id", at: "09:10:01", from: "203.0.113.\(number)"),
        Lines.end(
          at: "09:10:02",
          #"sid="\#(id)" service="../x" duration_s="1e308""#,
          from: "203.0.113.\(number)"
        ),
      ]
    }

  @Test(
    arguments: sessions
  )
  func `What is on the bus is the whole JSON of each session, whatever came and in what order`(
    lines: [String]
  ) async throws {
    try await Self.withBus { bus in
      bus.offer(lines)
      let wanted = Lines.payloads(lines)
      let found = try await Self.next(wanted.count, of: bus).map(\.event)
      #expect(found.map { String(decoding: $0.payload, as: UTF8.self) } == wanted)
      #expect(found.allSatisfy { $0.topic.text == "attacker.session.ended" })
    }
  }

  @Test
  func
    `Of a hundred thousand addresses those that came last have their commands, and what is forgotten is counted`()
    async throws
  {
    try await Self.withBus { bus in
      func address(_ number: Int) -> String { "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)" }
      for start in stride(from: 0, to: 100_000, by: 1000) {
        let commands = (start..<start + 1000).map {
          Lines.command("c\($0)", at: "09:00:01", from: address($0))
        }
        // Whose event shows that the commands before it were taken: what comes too fast is dropped.
        bus.offer(commands + [Lines.end(at: "09:00:01", "", from: "192.0.2.1")])
        #expect(try await Self.next(1, of: bus).count == 1)
      }
      #expect(bus.publisher.counts.missedRecords == 0)
      try await eventually("they are counted") {
        bus.publisher.counts.evictedCommands == 100_000 - 65_536
      }
      let wanted = [99_999, 50_000, 34_464, 34_463, 0]
      func end(_ number: Int) -> String {
        Lines.end(at: "09:00:02", #"duration_s="9""#, from: address(number))
      }
      bus.offer(wanted.map(end))
      let found = try await Self.next(wanted.count, of: bus)
      #expect(found.map(\.payload).map(Lines.texts) == [["c99999"], ["c50000"], ["c34464"], [], []])
      // The same as if there had been no other address.
      for (number, event) in zip(wanted, found.map(\.event)) {
        let command = Lines.command("c\(number)", at: "09:00:01", from: address(number))
        let lines = number < 34_464 ? [end(number)] : [command, end(number)]
        #expect([String(decoding: event.payload, as: UTF8.self)] == Lines.payloads(lines))
      }
    }
  }

  @Test
  func `An attacker who ends the same long session again and again has no more events than the rate allows`()
    async throws
  {
    try await Self.withBus { bus in
      let text = String(repeating: "x", count: 60_000)
      bus.offer((0..<20).map { Lines.command("\($0)\(text)", at: "09:00:01") })
      let count = 2000
      bus.offer((0..<count).map { _ in Lines.end(at: "09:00:02", #"duration_s="9""#) })
      try await eventually("all are decided") {
        bus.publisher.counts.published + bus.publisher.counts.dropped == count
      }
      // Each has a megabyte but for what doesn't fit.
      #expect(bus.publisher.counts.dropped > count / 2)
      #expect(bus.publisher.counts.leftOutCommands == 3 * bus.publisher.counts.published)
      let payload = try #require(try await Self.next(1, of: bus).first).payload
      #expect(Lines.texts(payload).count == 17)
    }
  }

  @Test func `Short sessions of an address with many commands are bounded in number as long ones are`()
    async throws
  {
    try await Self.withBus { bus in
      for start in stride(from: 0, to: 4096, by: 1024) {
        bus.offer((start..<start + 1024).map { Lines.command("\($0)", at: "08:30:00") })
      }
      let count = 2000
      bus.offer((0..<count).map { _ in Lines.end(at: "09:00:00", #"duration_s="1""#) })
      try await eventually("all are decided") {
        bus.publisher.counts.published + bus.publisher.counts.dropped == count
      }
      #expect(bus.publisher.counts.dropped > 0)
      let payload = try #require(try await Self.next(1, of: bus).first).payload
      #expect(Lines.texts(payload) == [])
    }
  }

  @Test func `Without a connection sessions are dropped and counted, and commands are remembered`()
    async throws
  {
    try await Self.withBus { publisher in
      publisher.offer(Lines.written([Lines.command("id", at: "09:00:01"), Lines.end(at: "09:00:02")]))
      try await eventually("it is dropped") { publisher.counts.dropped == 1 }
    } _: { bus in
      bus.offer([Lines.end(at: "09:00:03")])
      let payload = try #require(try await Self.next(1, of: bus).first).payload
      #expect(payload["ended_at"] as? String == "2026-03-04T09:00:03")
      #expect(Lines.texts(payload) == ["id"])
      #expect(bus.publisher.counts.published == 1 && bus.publisher.counts.dropped == 1)
    }
  }

  @Test func `What was offered before the end is published, though nothing more is searched for long`()
    async throws
  {
    try await Self.withBus { bus in
      bus.offer((0..<100).map { _ in Lines.end(at: "09:00:02", Self.ended) })
      bus.publisher.finish()
      let published = try await Self.next(100, of: bus)
      #expect(published.count == 100)
    }
  }

  @Test func `What is no record of a session is not even copied`() {
    let written = Lines.written([
      #"<134>1 2026-03-04T09:10:01Z WEB-07 ssh - login [relay@55555 src_ip="198.51.100.23"]"#,
      Lines.command("id", at: "09:00:01"),
      #"<134>1 2026-03-04T09:10:01Z WEB-07 ssh - command [relay@55555 cmd="id"]"#,
      #"<134>1 2026-03-04T09:10:01Z WEB-07 ssh - commands [relay@55555 src_ip="198.51.100.23"]"#,
      Lines.end(at: "09:00:02"),
    ])
    let selected = written.ofSessions
    #expect(written.count == 5 && selected.count == 2)
    var texts: [String] = []
    selected.forEach { texts.append(String(decoding: $0, as: UTF8.self)) }
    #expect(texts.count == 2 && texts.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
  }
}
