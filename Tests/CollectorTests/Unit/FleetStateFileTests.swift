import DockerEngine
import Foundation
import Testing
import TestSupport

@testable import Collector

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct FleetStateFileTests {
  private let directory: ScratchDirectory
  private let path: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decnet-state.json")
  }

  @Test func `A container made before labels is known by its name`() async throws {
    try write("omega")
    try await UnitFleet.with(stateFile: path) { fleet in
      let followers = fleet.list(
        UnitFleet.container("a", "omega-docker-api", labels: [:]),
        UnitFleet.container("b", "omega", labels: [:])
      )
      #expect(followers.map(\.member.name) == ["omega-docker-api"])
      #expect(followers.map(\.member.decky) == [nil])
    }
  }

  @Test func `A start looks at the state file`() async throws {
    try await UnitFleet.with(stateFile: path) { fleet in
      #expect(fleet.event("start", "a", labels: [:]).isEmpty)
      try write("name", service: "b")
      #expect(fleet.event("start", "b", labels: [:]).count == 1)
    }
  }

  @Test func `A new state file brings containers that were listed before`() async throws {
    try await UnitFleet.with(stateFile: path) { fleet in
      #expect(fleet.list(UnitFleet.container("a", "omega-docker-api", labels: [:])).isEmpty)
      #expect(fleet.tick().isEmpty)
      try write("omega")
      #expect(fleet.tick().map(\.member.id) == ["a"])
      #expect(fleet.tick().isEmpty)
    }
  }

  @Test func `A removed state file ends no follower`() async throws {
    try write("omega")
    try await UnitFleet.with(stateFile: path) { fleet in
      let container = UnitFleet.container("a", "omega-docker-api", labels: [:])
      let first = try #require(fleet.list(container).first)
      try FileManager.default.removeItem(atPath: path)
      #expect(fleet.tick().isEmpty)
      #expect(fleet.list(container).isEmpty)
      #expect(fleet.end(first, .finished).isEmpty)
    }
  }

  @Test func `A damaged state file is logged once, and nothing else changes`() async throws {
    try write("omega")
    try await UnitFleet.with(stateFile: path) { fleet in
      let container = UnitFleet.container("a", "omega-docker-api", labels: [:])
      #expect(fleet.list().isEmpty)
      try Data("{".utf8).write(to: URL(filePath: path))
      for _ in 0..<3 { #expect(fleet.tick().isEmpty) }
      #expect(fleet.list(container).count == 1)
      #expect(fleet.log.all.filter { $0.hasPrefix("warning: state file \(path): ") }.count == 1)
    }
  }

  @Test func `A name that was once a decky's stays one`() async throws {
    try write("omega")
    try await UnitFleet.with(stateFile: path) { fleet in
      #expect(!fleet.isDecky("omega"))
      _ = fleet.list()
      #expect(fleet.isDecky("omega"))
      try FileManager.default.removeItem(atPath: path)
      _ = fleet.tick()
      #expect(fleet.isDecky("omega"))
      #expect(!fleet.isDecky("omega-docker-api"))
      #expect(!fleet.isDecky(""))
    }
  }

  @Test func `A label's decky is one from the first start on`() async throws {
    try await UnitFleet.with { fleet in
      var labels = UnitFleet.labels
      labels["decnet.fleet.decky"] = "relay"
      #expect(!fleet.isDecky("relay"))
      _ = fleet.event("start", "a", labels: labels)
      #expect(fleet.isDecky("relay"))
      labels["decnet.fleet.decky"] = ""
      _ = fleet.event("start", "b", labels: labels)
      #expect(!fleet.isDecky(""))
    }
  }

  @Test func `A list that is older than a start does not make its container new`() async throws {
    try await UnitFleet.with(stateFile: path) { fleet in
      #expect(fleet.list().isEmpty)
      let first = try #require(fleet.event("start", "a").first)
      _ = fleet.end(first, .finished)
      // The framework writes its state file after it has started its containers.
      try write("omega")
      #expect(fleet.tick().isEmpty)
      let again = fleet.list(UnitFleet.container("a", state: "exited"))
      #expect(again.isEmpty)
    }
  }

  private func write(_ decky: String, service: String = "docker_api") throws {
    let text = #"{"config": {"deckies": [{"name": "\#(decky)", "services": ["\#(service)"]}]}}"#
    try Data(text.utf8).write(to: URL(filePath: path))
  }
}
