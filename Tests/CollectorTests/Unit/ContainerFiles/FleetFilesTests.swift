import DockerEngine
import Files
import Testing
import TestSupport

@testable import Collector

@Suite("Files of containers in the fleet", .timeLimit(.minutes(Patience.minutes(5))))
struct FleetFilesTests {
  private static let labels = UnitFleet.labels.merging(["decklog.files": "/log/cowrie.json"]) { $1 }

  private static func state(
    _ container: String,
    in directory: String,
    _ flags: ContainerFilePlace.Flags = [],
    path: String = "/log/cowrie.json"
  ) -> (state: CollectorState, key: ContainerFileKey) {
    var state = CollectorState(floodWindow: 0)
    for name in [container, "other"] {
      let position = OutputPosition(engine: "engine", name: name, isFinished: true)
      state.apply(.position(OutputID(container: name, stream: .stdout), position))
    }
    let status = FileStatus(of: directory)
    let key = ContainerFileKey(
      device: status?.device ?? 1,
      inode: status?.inode ?? 1,
      name: "cowrie.json"
    )
    var place = ContainerFilePlace(
      container: container,
      containerName: container,
      path: path,
      directory: directory
    )
    place.flags = flags
    state.apply(.file(key, place))
    return (state, key)
  }

  private static func sent(_ fleet: UnitFleet) -> (gaps: [Gap], changes: [StateChange]) {
    let batches = fleet.environment.channel.takeWaiting()
    return (batches.flatMap(\.gaps), batches.flatMap(\.changes))
  }

  @Test(arguments: [true, false])
  func `A file that went with its container is a gap unless it was read to its end`(isFinished: Bool)
    async throws
  {
    let (state, key) = Self.state("gone", in: "/nonexistent/layer", isFinished ? .isFinished : [])
    try await UnitFleet.with(recovered: state) { fleet in
      _ = fleet.list(UnitFleet.container("other"))
      let (gaps, changes) = Self.sent(fleet)
      let output = OutputID(container: "gone", file: "/log/cowrie.json")
      #expect(gaps.map(\.output) == (isFinished ? [] : [output]))
      #expect(gaps.allSatisfy { $0.cause == .removedBeforeRead })
      #expect(changes.contains(.forgetFile(key)))
      #expect(fleet.environment.claims.unclaimed.isEmpty)
    }
  }

  @Test(arguments: ["directory", "listed", "unmounted", "another engine"])
  func `A file's place is kept while the file may come back`(reason: String) async throws {
    let directory = try ScratchDirectory()
    let place = reason == "directory" ? directory.path : "/nonexistent/layer"
    let (state, key) = Self.state("gone", in: place)
    try await UnitFleet.with(recovered: state) { fleet in
      switch reason {
      case "listed":
        _ = fleet.list(UnitFleet.container("other"), UnitFleet.container("gone", state: "exited"))
      // An engine whose disk is not mounted lists nothing that was known.
      case "unmounted": _ = fleet.list()
      case "another engine": _ = fleet.list(UnitFleet.container("new"), engine: "another")
      default: _ = fleet.list(UnitFleet.container("other"))
      }
      let (gaps, changes) = Self.sent(fleet)
      #expect(!gaps.contains { $0.output.file != nil })
      #expect(!changes.contains(.forgetFile(key)))
      #expect(fleet.environment.claims.unclaimed.keys.contains(key))
    }
  }

  @Test(arguments: ["destroy", "remove"])
  func `The event of a removal settles the files that went with the container`(action: String) async throws {
    let (state, key) = Self.state("gone", in: "/nonexistent/layer")
    try await UnitFleet.with(recovered: state) { fleet in
      // Nothing that is known is listed, so that the list isn't believed.
      _ = fleet.list(UnitFleet.container("new"))
      #expect(Self.sent(fleet).gaps.isEmpty)
      _ = fleet.event(action, "gone")
      let (gaps, changes) = Self.sent(fleet)
      #expect(gaps.map(\.output) == [OutputID(container: "gone", file: "/log/cowrie.json")])
      #expect(gaps.map(\.cause) == [.removedBeforeRead])
      #expect(changes.contains(.forgetFile(key)))
      _ = fleet.event(action, "gone")
      #expect(Self.sent(fleet).gaps.isEmpty)
    }
  }

  @Test(arguments: ["\n", "\u{1b}[2J", "\u{202e}", "\r"])
  func `The name of a file that is gone forges no line of the log`(text: String) async throws {
    let (state, _) = Self.state("gone", in: "/nonexistent/layer", path: "/log/a\(text)b.json")
    try await UnitFleet.with(recovered: state) { fleet in
      _ = fleet.list(UnitFleet.container("other"))
      let messages = fleet.log.all.filter { $0.contains("gap in gone") }
      #expect(messages.count == 1)
      #expect(messages.allSatisfy { !$0.contains(text) && $0.contains("b.json") })
    }
  }

  @Test func `Files of containers that two lists lack without an event are a doubt, and may come back`()
    async throws
  {
    let (state, key) = Self.state("gone", in: "/nonexistent/layer")
    try await UnitFleet.with(recovered: state) { fleet in
      var causes: [GapCause] = []
      for _ in 0..<3 {
        _ = fleet.list()
        causes += Self.sent(fleet).gaps.filter { $0.output.file != nil }.map(\.cause)
      }
      #expect(causes == [.unlisted])
      #expect(fleet.environment.claims.unclaimed.keys.contains(key))
    }
  }

  @Test func `Files are followed again at each start of their container`() async throws {
    try await UnitFleet.with { fleet in
      _ = fleet.list(UnitFleet.container("plain"))
      #expect(fleet.takeFileFollowers().isEmpty)
      _ = fleet.event("start", "c", labels: Self.labels)
      let follower = try #require(fleet.takeFileFollowers().first)
      _ = fleet.event("start", "c", labels: Self.labels)
      #expect(fleet.takeFileFollowers().isEmpty)
      fleet.end(follower, .finished)
      // It was started once more while it was followed.
      #expect(fleet.takeFileFollowers().count == 1)
      fleet.end(follower, .finished)
      #expect(fleet.takeFileFollowers().isEmpty)
      _ = fleet.list(UnitFleet.container("c", labels: Self.labels))
      #expect(fleet.takeFileFollowers().count == 1)
      _ = fleet.event("destroy", "c", labels: Self.labels)
      fleet.end(follower, .gone)
      _ = fleet.event("start", "c", labels: Self.labels)
      #expect(fleet.takeFileFollowers().count == 1)
    }
  }

  @Test func `Standard error is followed where the format is printed there`() async throws {
    try await UnitFleet.with { fleet in
      var labels = UnitFleet.labels
      labels["decklog.format"] = "stderr:conpot-text"
      let outputs = fleet.list(UnitFleet.container("a"), UnitFleet.container("b", labels: labels)).map(
        \.output.name
      )
      #expect(outputs.sorted() == ["stderr", "stdout", "stdout"])
    }
  }
}
