import Basics
import DecoyEvents
import DockerEngine
import Testing
import TestSupport

@testable import Collector

@Suite("Containers that are missing from a list", .timeLimit(.minutes(Patience.minutes(5))))
struct FleetAbsenceTests {
  private static func state(_ names: String..., engine: String = "engine", isFinished: Bool = false)
    -> CollectorState
  {
    var state = CollectorState(floodWindow: 0)
    for name in names {
      let cursor = LogCursor(
        timestamp: EngineTimestamp(nanoseconds: 5),
        ordinal: 0,
        length: 1,
        digest: LineDigest(high: 1, low: 2)
      )
      let position = OutputPosition(engine: engine, name: name, cursor: cursor, isFinished: isFinished)
      state.apply(.position(OutputID(container: name, stream: .stdout), position))
    }
    return state
  }

  /// The causes of what was sent so far, and what was remembered.
  private static func sent(_ fleet: UnitFleet) -> (causes: [GapCause], changes: [StateChange]) {
    let batches = fleet.environment.channel.takeWaiting()
    return (batches.flatMap { $0.gaps.map(\.cause) }, batches.flatMap(\.changes))
  }

  @Test(arguments: [false, true])
  func `Only the first list of all stands for the events before it, others may still be on their way`(
    hasSeenEvents: Bool
  ) async throws {
    let times = [1, 2, 3].map { EngineTimestamp(nanoseconds: 1_795_406_114_000_000_000 + $0) }
    var state = Self.state("a")
    if hasSeenEvents { state.apply(.event(times[0])) }
    try await UnitFleet.with(recovered: state) { fleet in
      for time in times { _ = fleet.list(UnitFleet.container("a"), at: time) }
      let seen = Self.sent(fleet).changes.filter { if case .event = $0 { true } else { false } }
      #expect(seen == (hasSeenEvents ? [] : [.event(times[0])]))
    }
  }

  @Test(
    arguments: [
      (["create", "destroy"], []), (["create", "rename", "destroy"], []),
      (["create", "die", "destroy"], [.removedBeforeRead]),
      (["create", "list", "destroy"], [.removedBeforeRead]),
      (["create", "destroy", "destroy"], []), (["destroy"], [.removedBeforeRead]),
    ] as [([String], [GapCause])]
  )
  func `Of a container that was never started nothing is missing`(events: [String], causes: [GapCause])
    async throws
  {
    try await UnitFleet.with { fleet in
      _ = fleet.list()
      for event in events {
        // Whoever is told to follow it has not come so far.
        _ = event == "list" ? fleet.list() : fleet.event(event, "a")
      }
      #expect(Self.sent(fleet).causes == causes)
    }
  }

  @Test func `Of more created containers than are remembered those that are forgotten have a gap`()
    async throws
  {
    try await UnitFleet.with { fleet in
      _ = fleet.list()
      for number in 0...Fleet.idLimit { _ = fleet.event("create", "\(number)") }
      _ = fleet.event("destroy", "0")
      _ = fleet.event("destroy", "\(Fleet.idLimit)")
      #expect(Self.sent(fleet).causes == [.removedBeforeRead])
    }
  }

  @Test func `One list without anything that is known is not believed, and the second is a doubt`()
    async throws
  {
    try await UnitFleet.with(recovered: Self.state("a", "b")) { fleet in
      _ = fleet.list()
      #expect(Self.sent(fleet).causes.isEmpty)
      #expect(fleet.log.all.count { $0.contains("(2 missing)") } == 1)
      _ = fleet.list(UnitFleet.container("new"))
      #expect(Self.sent(fleet).causes == [.unlisted, .unlisted])
      _ = fleet.list()
      #expect(Self.sent(fleet).causes.isEmpty)
      #expect(fleet.log.all.count { $0.contains("missing)") } == 1)
    }
  }

  @Test func `Where others that are known are listed, one that isn't was removed`() async throws {
    try await UnitFleet.with(recovered: Self.state("a", "b")) { fleet in
      #expect(fleet.list(UnitFleet.container("a")).map(\.position.cursor?.length) == [1])
      #expect(Self.sent(fleet).causes == [.removedBeforeRead])
      #expect(!fleet.log.all.contains { $0.contains("missing)") })
    }
  }

  @Test func `A container that comes back is read on from its position, whatever was reported of it`()
    async throws
  {
    try await UnitFleet.with(recovered: Self.state("a", "b")) { fleet in
      for _ in 0..<3 { _ = fleet.list() }
      #expect(fleet.list(UnitFleet.container("a")).map(\.position.cursor?.length) == [1])
      #expect(fleet.event("start", "b").map(\.position.cursor?.length) == [1])
    }
  }

  @Test func `The event of a removal settles it`() async throws {
    try await UnitFleet.with(recovered: Self.state("a", "b", "c")) { fleet in
      _ = fleet.list()
      _ = Self.sent(fleet)
      #expect(fleet.event("destroy", "a").isEmpty)
      #expect(fleet.event("remove", "b").isEmpty)
      let sent = Self.sent(fleet)
      #expect(sent.causes == [.removedBeforeRead, .removedBeforeRead])
      #expect(sent.changes.contains(.forget(OutputID(container: "a", stream: .stdout))))
      // A list that was made before does not bring it back.
      #expect(fleet.list(UnitFleet.container("a")).isEmpty)
    }
  }

  @Test func `A removal that is reported late adds nothing, and its position is given up`() async throws {
    try await UnitFleet.with(recovered: Self.state("a")) { fleet in
      _ = fleet.list()
      _ = fleet.list()
      #expect(Self.sent(fleet).causes == [.unlisted])
      _ = fleet.event("destroy", "a")
      let sent = Self.sent(fleet)
      #expect(sent.causes.isEmpty)
      #expect(sent.changes.contains(.forget(OutputID(container: "a", stream: .stdout))))
      #expect(fleet.event("start", "a").map(\.position.cursor) == [nil])
    }
  }

  @Test(arguments: [
    ("other", "engine", 0), ("", "engine", 1), ("other", "", 1), ("", "", 1), ("engine", "engine", 1),
  ])
  func `Places of another engine are left alone, where both have an id`(
    kept: String,
    answers: String,
    doubts: Int
  ) async throws {
    try await UnitFleet.with(recovered: Self.state("a", engine: kept)) { fleet in
      for _ in 0..<3 { _ = fleet.list(engine: answers) }
      #expect(Self.sent(fleet).causes.count == doubts)
    }
  }

  @Test func `A follower whose container is unknown without a word of its removal leaves its place`()
    async throws
  {
    try await UnitFleet.with(recovered: Self.state("a", isFinished: true)) { fleet in
      let follower = try #require(fleet.list(UnitFleet.container("a")).first)
      _ = fleet.end(follower, .gone)
      _ = fleet.list()
      #expect(fleet.list(UnitFleet.container("a")).map(\.position.cursor?.length) == [1])
    }
  }

  @Test(arguments: [true, false])
  func `The places of read containers that are gone are bounded, and the oldest go first`(isFinished: Bool)
    async throws
  {
    var state = Self.state()
    for number in 0..<(FleetPositions.absentLimit + 5) {
      let cursor = LogCursor(
        timestamp: EngineTimestamp(nanoseconds: Int64(number)),
        ordinal: 0,
        length: 1,
        digest: LineDigest(high: 1, low: 2)
      )
      state.apply(
        .position(
          OutputID(container: "c\(number)", stream: .stdout),
          OutputPosition(engine: "engine", name: "c\(number)", cursor: cursor, isFinished: isFinished)
        )
      )
    }
    try await UnitFleet.with(recovered: state) { fleet in
      _ = fleet.list()
      let forgotten = Self.sent(fleet).changes.compactMap { change in
        if case .forget(let output) = change { output.container } else { nil }
      }
      // The list is dubious: what is unread is neither forgotten nor a gap yet.
      #expect(Set(forgotten) == (isFinished ? ["c0", "c1", "c2", "c3", "c4"] : []))
    }
  }

  @Test func `Nothing is kept of other containers that die on the host`() async throws {
    try await UnitFleet.with { fleet in
      _ = fleet.event("start", "a")
      for number in 0..<20_000 {
        _ = fleet.event("die", "other-\(number)", labels: [:])
        _ = fleet.event("destroy", "other-\(number)", labels: [:])
        _ = Self.sent(fleet)
      }
      #expect(fleet.environment.ends.count == 0)
      _ = fleet.event("die", "a")
      #expect(fleet.environment.ends.count == 1)
    }
  }

  @Test func `Nothing is kept of a container of the fleet that is gone`() async throws {
    try await UnitFleet.with(collectsStandardError: true) { fleet in
      let followers = fleet.event("start", "a")
      _ = fleet.event("die", "a")
      _ = fleet.event("destroy", "a")
      for follower in followers {
        fleet.environment.faults.report(follower.subject, "unreadable")
        #expect(fleet.environment.ends.isRemoved("a"))
        _ = fleet.end(follower, .gone)
        #expect(fleet.environment.faults[follower.subject] == nil)
      }
      #expect(followers.count == 2)
      #expect(fleet.environment.ends.count == 0)
      #expect(fleet.environment.names["a"] == nil)
    }
  }
}
