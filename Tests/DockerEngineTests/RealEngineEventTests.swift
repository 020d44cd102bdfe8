import Basics
import DockerEngine
import EngineTestSupport
import Testing
import TestSupport

@Suite("Events of a real engine", .tags(.engine), needsEngine, .timeLimit(.minutes(Patience.minutes(3))))
struct RealEngineEventTests {
  @Test func `Start, rename, die and destroy are seen with labels, name and image`() async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("events")
    let newName = TestEngine.uniqueName("renamed")
    try await engine.withClient { client in
      try await client.withEvents { events in
        let id = try await engine.run(
          name: name,
          labels: ["decnet.fleet.service": "true"],
          script: "until test -e /go; do sleep 0.05; done; exit 7"
        )
        try await engine.rename(name, to: newName)
        try await engine.exec(newName, ["touch", "/go"])
        try await engine.wait(newName)
        try await engine.remove(newName)
        var seen: [String: EngineEvent] = [:]
        for try await event in events where event.containerID == id {
          seen[event.action] = event
          if event.action == "destroy" { break }
        }
        let start = try #require(seen["start"])
        #expect(start.attributes["decnet.fleet.service"] == "true")
        #expect(start.attributes["name"] == name)
        #expect(start.attributes["image"] == TestEngine.busyboxImage)
        let die = try #require(seen["die"])
        #expect(die.attributes["exitCode"] == "7")
        #expect(die.attributes["name"] == newName)
        #expect(die.time > start.time)
        #expect(seen["rename"]?.attributes["oldName"] == "/" + name)
        #expect(seen["destroy"] != nil)
        #expect(events.skipped == 0)
      }
    }
  }

  @Test func `Since repeats what the engine still remembers, to the nanosecond`() async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("since")
    try await engine.withClient { client in
      let start = try await client.withEvents { events in
        let id = try await engine.run(name: name, ["true"])
        let event = try await events.first { $0.action == "start" && $0.containerID == id }
        return try #require(event)
      }
      try await engine.wait(name)
      try await engine.remove(name)
      let own = { @Sendable (event: EngineEvent) in event.containerID == start.containerID }
      let again = try await client.withEvents(since: start.time) { try await $0.first(where: own) }
      #expect(again == start)
      let later = EngineTimestamp(nanoseconds: start.time.nanoseconds + 1)
      let next = try await client.withEvents(since: later) { try await $0.first(where: own) }
      #expect(next?.action == "die")
    }
  }
}
