import DockerEngine
import Testing
import TestSupport

@testable import Collector

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct FleetTests {
  @Test func `Each container of the fleet gets one follower`() async throws {
    try await UnitFleet.with { fleet in
      let containers = [UnitFleet.container("a"), UnitFleet.container("b", labels: [:])]
      let followers = fleet.list(containers[0], containers[1])
      #expect(followers.map(\.output) == [OutputID(container: "a", stream: .stdout)])
      #expect(followers.map(\.member.name) == ["name-a"])
      #expect(followers.map(\.member.decky) == ["omega"])
      #expect(fleet.list(containers[0], containers[1]).isEmpty)
      #expect(fleet.log.all == ["info: collecting name-a stdout"])
    }
  }

  @Test func `With standard error each container gets two`() async throws {
    try await UnitFleet.with(collectsStandardError: true) { fleet in
      let followers = fleet.list(UnitFleet.container("a"))
      #expect(followers.map(\.output.stream) == [.stdout, .stderr])
      #expect(fleet.event("start", "a").isEmpty)
    }
  }

  @Test(arguments: ["created", "running", "paused", "restarting", "exited", "dead"])
  func `A container is read whatever its state`(state: String) async throws {
    try await UnitFleet.with { fleet in
      #expect(fleet.list(UnitFleet.container("a", state: state)).count == 1)
    }
  }

  @Test func `A start makes a follower, and the list no second one`() async throws {
    try await UnitFleet.with { fleet in
      #expect(fleet.event("start", "a").map(\.member.id) == ["a"])
      #expect(fleet.list(UnitFleet.container("a")).isEmpty)
      #expect(fleet.event("start", "b", labels: [:]).isEmpty)
    }
  }

  @Test func `A start follows a selector of the operator's`() async throws {
    try await UnitFleet.with(selectors: [("honeypot", "true")]) { fleet in
      #expect(fleet.event("start", "a", labels: ["honeypot": "true"]).count == 1)
      #expect(fleet.event("start", "b", labels: ["honeypot": "false"]).isEmpty)
    }
  }

  @Test func `Events other than a start and a new name make no follower`() async throws {
    try await UnitFleet.with { fleet in
      for action in ["create", "die", "stop", "destroy", "exec_start: sh", ""] {
        #expect(fleet.event(action, "a").isEmpty)
      }
    }
  }

  @Test func `A finished container rests until it is started again`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.event("start", "a").first)
      #expect(fleet.end(first, .finished).isEmpty)
      #expect(fleet.list(UnitFleet.container("a", state: "exited")).isEmpty)
      #expect(fleet.event("start", "a").map(\.output) == [first.output])
      #expect(fleet.event("start", "a").isEmpty)
    }
  }

  @Test func `A list shows that a resting container runs again`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.list(UnitFleet.container("a")).first)
      #expect(fleet.end(first, .finished).isEmpty)
      #expect(fleet.list(UnitFleet.container("a", state: "running")).count == 1)
    }
  }

  @Test func `A start before the follower's end is not forgotten`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.event("start", "a").first)
      #expect(fleet.event("start", "a").isEmpty)
      #expect(fleet.end(first, .finished).map(\.output) == [first.output])
      #expect(fleet.end(first, .finished).isEmpty)
    }
  }

  @Test func `A container that is gone is forgotten, and its id may come again`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.event("start", "a").first)
      #expect(fleet.end(first, .gone).isEmpty)
      #expect(fleet.log.all.last == "info: name-a is gone")
      #expect(fleet.event("start", "a").count == 1)
    }
  }

  @Test func `A gone container is read from its beginning when the same id comes again`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.event("start", "a").first)
      _ = fleet.end(first, .gone)
      // The list is older than the end.
      #expect(fleet.list().isEmpty)
      let second = try #require(fleet.event("start", "a").first)
      #expect(second.position.cursor == nil)
    }
  }

  @Test func `A destroyed container that rests is forgotten`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.list(UnitFleet.container("a")).first)
      _ = fleet.end(first, .finished)
      #expect(fleet.event("destroy", "a").isEmpty)
      #expect(fleet.environment.names["a"] == nil)
      // A list that was made before does not bring it back.
      #expect(fleet.list(UnitFleet.container("a", state: "exited")).isEmpty)
    }
  }

  @Test func `A destroyed container that is being read is read to its end`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.list(UnitFleet.container("a")).first)
      #expect(fleet.event("destroy", "a").isEmpty)
      #expect(fleet.list(UnitFleet.container("a")).isEmpty)
      #expect(fleet.end(first, .gone).isEmpty)
    }
  }

  @Test func `A container whose log can't be read is tried again when it is started again`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.list(UnitFleet.container("a")).first)
      #expect(fleet.end(first, .unreadable).isEmpty)
      #expect(fleet.list(UnitFleet.container("a", state: "exited")).isEmpty)
      #expect(fleet.event("start", "a").count == 1)
    }
  }

  @Test func `A cancelled follower starts nothing`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.event("start", "a").first)
      #expect(fleet.end(first, .cancelled).isEmpty)
    }
  }

  @Test func `An end of what is not followed starts nothing`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.event("start", "a").first)
      _ = fleet.end(first, .finished)
      #expect(fleet.end(first, .finished).isEmpty)
    }
  }

  @Test func `Many containers are followed`() async throws {
    try await UnitFleet.with { fleet in
      var count = 0
      for number in 0..<1000 { count += fleet.event("start", "c\(number)").count }
      #expect(count == 1000)
    }
  }

  @Test(arguments: Beginning.allCases)
  func `Where it begins is for the containers of the first list alone`(beginning: Beginning) async throws {
    let existing = ExistingLog([], isWhole: true, modified: 0)
    try await UnitFleet.with(beginning: beginning, existing: existing) { fleet in
      let (first, second) = (UnitFleet.container("a"), UnitFleet.container("b"))
      #expect(fleet.list(first).map(\.position.beginning) == [beginning])
      #expect(fleet.list(first, second).map(\.position.beginning) == [.beginning])
      #expect(fleet.event("start", "c").map(\.position.beginning) == [.beginning])
    }
  }

  @Test(arguments: Beginning.allCases)
  func `A container that was never started is read from its beginning`(beginning: Beginning) async throws {
    let existing = ExistingLog([], isWhole: true, modified: 0)
    try await UnitFleet.with(beginning: beginning, existing: existing) { fleet in
      let new = fleet.list(UnitFleet.container("a", state: "created"))
      #expect(new.map(\.position.beginning) == [.beginning])
    }
  }

  @Test func `Where no other collector has written, containers are read from their beginning`() async throws {
    try await UnitFleet.with(beginning: .existing) { fleet in
      #expect(fleet.list(UnitFleet.container("a")).map(\.position.beginning) == [.beginning])
    }
  }
}
