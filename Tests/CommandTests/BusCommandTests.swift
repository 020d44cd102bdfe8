import Foundation
import Testing
import TestSupport

@Suite("decklog bus", .timeLimit(.minutes(Patience.minutes(5))))
struct BusCommandTests {
  @Test func `What is published is printed by who subscribed, as one envelope a line`() async throws {
    let folder = try ScratchDirectory()
    let socket = ["--socket", folder.file("bus.sock")]
    let broker = try DecklogProcess(["bus", "serve", "--log-level", "info"] + socket, in: folder.path)
    try await eventually("it listens") { broker.errors.contains("listening") }
    let subscriber = try DecklogProcess(["bus", "sub", "a.*", "-n", "1"] + socket, in: folder.path)
    // Nobody says when a subscription has come to the broker.
    while subscriber.isRunning {
      let run = try CommandRun(["bus", "pub", "a.b", #"{"c":1}"#, "--type", "d"] + socket)
      try #require(run.status == 0, "\(run.errors)")
    }
    #expect(subscriber.output.split(separator: "\n").count == 1)
    let envelope = try FoundationJSON.object(subscriber.output)
    #expect(envelope["topic"] as? String == "a.b" && envelope["type"] as? String == "d")
    #expect((envelope["payload"] as? [String: Int]) == ["c": 1])
    #expect((envelope["id"] as? String)?.count == 32)

    let second = try CommandRun(["bus", "serve"] + socket)
    #expect(second.status == 73 && second.errors.contains(folder.file("bus.sock")), "\(second.errors)")
    #expect(broker.stop() == 0)
    #expect(broker.errors.contains("received="))
    #expect(!FileManager.default.fileExists(atPath: folder.file("bus.sock")))
  }

  @Test func `Decklog tail --bus shows the events of the bus, filtered, and nothing else of it`() async throws
  {
    let folder = try ScratchDirectory()
    let socket = ["--socket", folder.file("bus.sock")]
    let broker = try DecklogProcess(["bus", "serve", "--log-level", "info"] + socket, in: folder.path)
    try await eventually("it listens") { broker.errors.contains("listening") }
    let tail = try DecklogProcess(["tail", "--bus", "--service", "ssh"] + socket, in: folder.path)
    // Nobody says when a subscription has come to the broker.
    while tail.output.isEmpty {
      for (topic, service) in [("system.log", "http"), ("system.other", "ssh"), ("system.log", "ssh")] {
        let payload =
          #"{"decky":"d","service":"\#(service)","event_type":"connect","attacker_ip":"203.0.113.9","#
          + #""timestamp":"2026-11-23 03:55:14"}"#
        let run = try CommandRun(["bus", "pub", topic, payload] + socket)
        try #require(run.status == 0, "\(run.errors)")
      }
    }
    #expect(
      tail.output.split(separator: "\n").allSatisfy { line in
        line.hasPrefix("03:55:14  203.0.113.9") && line.contains("ssh")
      }
    )
    _ = tail.stop()
    #expect(broker.stop() == 0)
    #expect(try CommandRun(["tail", "--bus", "-n", "3"] + socket).status == 64)
  }

  @Test(
    arguments: [
      (["bus", "pub", "a..b", "{}"], 64), (["bus", "pub", "a.*", "{}"], 64),
      (["bus", "pub", "a", "[1]"], 65),
      (["bus", "pub", "a", "no"], 65), (["bus", "sub", "a.>.b"], 64),
    ] as [([String], Int32)]
  )
  func `What can't be published is reported`(arguments: [String], status: Int32) throws {
    let run = try CommandRun(arguments + ["--socket", "/nowhere/bus.sock"])
    #expect(run.status == status, "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(run.output.isEmpty)
  }

  @Test func `A bus without a broker is reported, and so is a broker that can't listen`() throws {
    let folder = try ScratchDirectory()
    let absent = try CommandRun(["bus", "pub", "a", "{}", "--socket", folder.file("bus.sock")])
    #expect(absent.status == 69 && absent.errors.contains(folder.file("bus.sock")), "\(absent.errors)")
    let file = try folder.write("mine", to: "file")
    let blocked = try CommandRun(["bus", "serve", "--socket", file])
    #expect(blocked.status == 73 && blocked.errors.contains(file), "\(blocked.errors)")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
  }
}
