import EngineTestSupport
import Foundation
import Logging
import ServiceBus
import Testing
import TestSupport

extension EngineSuites {
  @Suite("A collector among others", .tags(.engine), needsEngine, .timeLimit(.minutes(Patience.minutes(5))))
  struct IntegrationTests {
    private static let lines = 500

    /// A broker for a test's collector, and a client that hears what is said.
    private static func withBus(
      _ body: (_ path: String, _ client: BusClient) async throws -> Void
    ) async throws {
      let path = ScratchDirectory.unusedPath()
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      let broker = BusBroker(BusBroker.Configuration(socketPath: path), logger: logger)
      let client = try BusClient(BusClient.Configuration(socketPath: path, name: "test"), logger: logger)
      try await withThrowingTaskGroup { group in
        group.addTask { try await broker.run() }
        group.addTask { await client.run() }
        try await body(path, client)
        group.cancelAll()
        try await group.waitForAll()
      }
    }

    @Test
    func
      `Each record is an event on the bus, heartbeats tell the accounting, and a stop over the bus ends it`()
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await Self.withBus { path, client in
          var health = client.events(try TopicPattern("system.collector.*")).makeAsyncIterator()
          var events = client.events(try TopicPattern("system.log")).makeAsyncIterator()
          for await _ in client.connections.prefix(1) {}
          try await CollectorProcess.with(engine, environment: ["DECNET_BUS_SOCKET": path]) { collector in
            let first = try #require(await health.next())
            #expect(first.topic.text == "system.collector.health" && first.type == "health")
            let beat = try Self.object(first.payload)
            #expect(beat["worker"] as? String == "collector")
            #expect((beat["ts"] as? Double).map { abs($0 - Date().timeIntervalSince1970) < 60 } == true)
            #expect(beat["lines"] as? Int == 0 && beat["not_events"] as? Int == 0)

            try await fleet.emit("bus", lines: Self.lines, ["--rate", "200", "--plain-every", "7"])
            try await eventually("all lines are in the log") {
              try FileLines.count(collector.logFile) == Self.lines
            }
            // In the order of the file, and each only after its record.
            for record in try Self.records(collector) {
              let event = try #require(await events.next())
              let payload = try Self.object(event.payload) as? [String: String]
              let wanted = ["decky", "service", "event_type", "attacker_ip", "timestamp"]
              #expect(
                payload == Dictionary(uniqueKeysWithValues: wanted.map { ($0, record[$0] as? String ?? "") })
              )
              #expect(event.type == record["event_type"] as? String)
            }

            let control = try Topic("system.collector.control")
            for ignored in [#"{"action":"go"}"#, #"{"action":["stop"]}"#, #"{}"#] {
              client.publish(control, type: "control", payload: Array(ignored.utf8))
            }
            let request = #"{"action":"stop","requested_by":"the test"}"#
            client.publish(control, type: "control", payload: Array(request.utf8))
            let (status, counts) = try await collector.ended()
            #expect(status == 0)
            #expect(counts["lines"] == Self.lines)
            #expect(collector.said.contains("the test requested a stop over the bus"))
          }
        }
      }
    }

    @Test func `A shell session is an event, with its commands and the path of its transcript`() async throws
    {
      try await TestEngine.withEngine { engine in
        let artifacts = engine.directory + "/artifacts"
        let transcript = artifacts + "/own-decky/ssh/transcripts/sessions-2026-03-04.jsonl"
        try FileManager.default.createDirectory(
          atPath: (transcript as NSString).deletingLastPathComponent,
          withIntermediateDirectories: true
        )
        try Data("{\"sid\":\"session-of-test\"}\n".utf8).write(to: URL(filePath: transcript))
        try await Self.withBus { path, client in
          var sessions = client.events(try TopicPattern("attacker.session.ended")).makeAsyncIterator()
          for await _ in client.connections.prefix(1) {}
          let environment = ["DECNET_BUS_SOCKET": path, "DECNET_ARTIFACTS_ROOT": artifacts]
          try await CollectorProcess.with(engine, environment: environment) { collector in
            try await eventually("it is on the bus") { collector.said.contains("bus: connected") }
            let lines = [
              SessionRecords.command("cat /etc/passwd; echo [x] \"y\" src=6.6.6.6", at: "09:00:01"),
              SessionRecords.end(at: "09:00:02", #"sid="session-of-test" service="ssh" duration_s="1.5""#),
            ]
            try await engine.run(
              name: "shell",
              labels: DecoyFleet.label.merging(["decnet.fleet.decky": "own-decky"]) { $1 },
              script: "cat <<'END'\n\(lines.joined(separator: "\n"))\nEND\n"
            )
            let event = try #require(await sessions.next())
            #expect(event.type == "session.ended")
            #expect(
              String(decoding: event.payload, as: UTF8.self)
                == #"{"session_id":"session-of-test","attacker_uuid":null,"attacker_ip":"198.51.100.23","#
                + #""decky_id":"gamma-decky","service":"ssh","ended_at":"2026-03-04T09:00:02","duration_s":1.5,"#
                + #""commands":[{"id":"session-of-test#0","#
                + #""command_text":"cat /etc/passwd; echo [x] \"y\" src=6.6.6.6","ts":"2026-03-04T09:00:01","#
                + #""decky":"WEB-07","service":"bash","uid":"0","user":"root","src":"198.51.100.23","pwd":"/root"}],"#
                + #""shard_path":"\#(transcript)"}"#
            )
            #expect(try await collector.stop().status == 0)
          }
        }
      }
    }

    @Test func `It goes on without a bus, and finds one that comes later`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let path = ScratchDirectory.unusedPath()
        try await CollectorProcess.with(engine, environment: ["DECNET_BUS_SOCKET": path]) { collector in
          try await fleet.emit("before", lines: Self.lines)
          try await eventually("all lines are in the log") {
            try FileLines.count(collector.logFile) == Self.lines
          }
          let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
          let broker = BusBroker(BusBroker.Configuration(socketPath: path), logger: logger)
          let client = try BusClient(BusClient.Configuration(socketPath: path, name: "test"), logger: logger)
          try await withThrowingTaskGroup { group in
            group.addTask { try await broker.run() }
            group.addTask { await client.run() }
            var health = client.events(try TopicPattern("system.collector.health")).makeAsyncIterator()
            let beat = try Self.object(try #require(await health.next()).payload)
            #expect(beat["lines"] as? Int == Self.lines)
            // What was written before there was a bus is nobody's event, and is counted.
            #expect(beat["bus_dropped"] as? Int == beat["records"] as? Int)
            group.cancelAll()
            try await group.waitForAll()
          }
          #expect(try await collector.stop().status == 0)
        }
      }
    }

    @Test func `It serves its counts and its readiness over HTTP`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let socket = ScratchDirectory.unusedPath()
        try await CollectorProcess.with(engine, arguments: ["--listen", "unix:\(socket)"]) { collector in
          func page(_ path: String) throws -> String {
            try Shell.run("curl -sS --unix-socket \(socket) http://localhost\(path)")
          }
          try await fleet.emit("told", lines: Self.lines, ["--hold", "-1"])
          try await eventually("all lines are in the log") {
            try FileLines.count(collector.logFile) == Self.lines
          }
          try await eventually("it counts them") {
            try page("/metrics").contains("\ndecklog_lines_total \(Self.lines)\n")
          }
          #expect(
            try page("/metrics").contains(#"decklog_container_lines_total{container="told"} \#(Self.lines)"#)
          )
          #expect(try page("/metrics").contains(#"decklog_gaps_total{cause="rotated_away"} 0"#))
          #expect(try page("/healthz").hasPrefix("ok"))
          #expect(try page("/readyz").hasPrefix("ready"))
          let status = try Self.object(Array(try page("/status").utf8))
          #expect(status["state"] as? String == "collecting")
          let containers = try #require(status["containers"] as? [[String: Any]])
          #expect(containers.map { $0["name"] as? String } == ["told"])
          #expect(containers.first?["running"] as? Bool == true)
          #expect(try await collector.stop().status == 0)
          #expect(!FileManager.default.fileExists(atPath: socket))
        }
      }
    }

    @Test func `A record's trace is the span that the receiver gets, below that of its stream`() async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await TraceReceiver.with { receiver in
          let environment = [
            "DECNET_DEVELOPER_TRACING": "true", "DECNET_OTEL_ENDPOINT": "http://127.0.0.1:\(receiver.port)",
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf", "OTEL_BSP_SCHEDULE_DELAY": "100",
          ]
          try await CollectorProcess.with(engine, environment: environment) { collector in
            try await fleet.emit("traced", lines: Self.lines)
            try await eventually("all lines are in the log") {
              try FileLines.count(collector.logFile) == Self.lines
            }
            #expect(try await collector.stop().status == 0)
            let spans = try receiver.spans()
            let stream = try #require(spans.first { $0["name"] as? String == "collector.stream_container" })
            let events = spans.filter { $0["name"] as? String == "collector.event" }
            var byContext: [String: [String: Any]] = [:]
            for event in events {
              #expect(event["parent"] as? String == stream["span"] as? String)
              byContext["00-\(event["trace"] ?? "")-\(event["span"] ?? "")-01"] = event
            }
            let records = try Self.records(collector)
            #expect(records.count == byContext.count)
            for record in records {
              let trace = try #require(record["_trace"] as? [String: String])
              let event = try #require(trace["traceparent"].flatMap { byContext[$0] })
              let attributes = try #require(event["attributes"] as? [String: String])
              for name in ["decky", "service", "event_type", "attacker_ip"] {
                #expect(attributes[name] == record[name] as? String)
              }
            }
          }
        }
      }
    }

    private static func object(_ json: [UInt8]) throws -> [String: Any] {
      try FoundationJSON.object(json)
    }

    private static func records(_ collector: CollectorProcess) throws -> [[String: Any]] {
      try Data(contentsOf: URL(filePath: collector.recordFile)).split(separator: UInt8(ascii: "\n"))
        .map { try object(Array($0)) }
    }
  }
}
