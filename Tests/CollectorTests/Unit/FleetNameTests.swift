import DecoyEvents
import DockerEngine
import Foundation
import Testing
import TestSupport

@testable import Collector

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct FleetNameTests {
  @Test func `A container that is started again takes its new name along`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.list(UnitFleet.container("a", "old")).first)
      _ = fleet.end(first, .finished)
      #expect(fleet.list(UnitFleet.container("a", "new")).count == 1)
      #expect(fleet.environment.names["a"] == "new")
    }
  }

  @Test func `A container that is renamed while it is read has its new name at once`() async throws {
    try await UnitFleet.with { fleet in
      _ = fleet.event("start", "a", "old")
      #expect(fleet.environment.names["a"] == "old")
      #expect(fleet.event("rename", "a", "new").isEmpty)
      #expect(fleet.environment.names["a"] == "new")
    }
  }

  @Test func `A new name makes no resting container run`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.event("start", "a", "old").first)
      _ = fleet.end(first, .finished)
      #expect(fleet.event("rename", "a", "new").isEmpty)
      #expect(fleet.event("start", "a", "new").count == 1)
    }
  }

  @Test func `A container that gets a name of the fleet is read from then on`() async throws {
    let directory = try ScratchDirectory()
    let path = directory.file("decnet-state.json")
    let text = #"{"config": {"deckies": [{"name": "omega", "services": ["ssh"]}]}}"#
    try Data(text.utf8).write(to: URL(filePath: path))
    try await UnitFleet.with(stateFile: path) { fleet in
      #expect(fleet.event("start", "a", "omega-ssh-new", labels: [:]).isEmpty)
      #expect(fleet.environment.names["a"] == nil)
      #expect(fleet.event("rename", "a", "omega-ssh", labels: [:]).map(\.member.name) == ["omega-ssh"])
      #expect(fleet.event("rename", "a", "something-else", labels: [:]).isEmpty)
      #expect(fleet.environment.names["a"] == "something-else")
    }
  }

  @Test func `The name and the numbers of a container that is gone are forgotten`() async throws {
    try await UnitFleet.with { fleet in
      let first = try #require(fleet.event("start", "a").first)
      fleet.environment.accounts.add(LineCounts(), container: "a", name: "name-a")
      _ = fleet.end(first, .gone)
      #expect(fleet.environment.names["a"] == nil)
      #expect(fleet.environment.accounts.containers.isEmpty)
    }
  }

  @Test func `A list that is older than a new name does not bring the old one back`() async throws {
    let directory = try ScratchDirectory()
    let path = directory.file("decnet-state.json")
    try await UnitFleet.with(stateFile: path) { fleet in
      _ = fleet.list(UnitFleet.container("a", "old"))
      _ = fleet.event("rename", "a", "new")
      let text = #"{"config": {"deckies": [{"name": "omega", "services": ["ssh"]}]}}"#
      try Data(text.utf8).write(to: URL(filePath: path))
      _ = fleet.tick()
      #expect(fleet.environment.names["a"] == "new")
    }
  }
}
