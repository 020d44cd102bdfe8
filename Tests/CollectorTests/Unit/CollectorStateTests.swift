import Basics
import DecoyEvents
import DockerEngine
import Testing
import TestSupport

@testable import Collector

struct CollectorStateTests {
  private static let output = OutputID(container: "c0ffee", stream: .stderr)
  private static let cursor = LogCursor(
    timestamp: EngineTimestamp(nanoseconds: -5),
    ordinal: 3,
    length: 77,
    digest: LineDigest(high: 1, low: .max)
  )
  private static let key = FloodKey(words: (7, 8))
  private static let changes: [StateChange] = [
    .position(output, OutputPosition(engine: "e", name: "ömega", cursor: cursor, isFinished: true)),
    .position(
      OutputID(container: "beef", stream: .stdout),
      OutputPosition(engine: "", name: "", cursor: nil, beginning: .existing)
    ),
    .counts(container: "c0ffee", name: "ömega", LineCounts(inOrder: Array(1...12))),
    .totals(LineCounts(inOrder: [5])),
    .gate(.open(key, passed: -9, heldBack: 4)),
    .gate(.open(FloodKey(words: (1, 2)), passed: 3, heldBack: 0)),
    .decky("omega"),
    .event(EngineTimestamp(nanoseconds: 12)),
    .ledgerEntry(sequence: 9, digest: "abc"),
    .gap(Gap(output: output, containerName: "x", cause: .rotatedAway, after: nil, before: cursor.timestamp)),
    .gap(
      Gap(output: output, containerName: "x", cause: .damagedRecord, count: 7, after: nil, before: nil)
    ),
    .doubt(output, entry: 8),
    .beginning(.now),
  ]

  private static let more =
    GapCause.allCases.map {
      .position(output, OutputPosition(engine: "e", name: "n", cursor: cursor, reportedGap: $0))
    } + [.resolve(output)]
    + Beginning.allCases.map(StateChange.beginning)
    + Beginning.allCases.map {
      .position(output, OutputPosition(engine: "e", name: "n", cursor: nil, beginning: $0))
    }

  @Test(arguments: changes + more + [.forget(output), .gate(.evicted(key, unreported: 2, isEarly: true))])
  func `A change is read as it was written`(change: StateChange) {
    #expect(StateChange.decode(StateChange.encode([change])) == [change])
  }

  @Test func `An output is in doubt before and after a ledger entry reports it`() {
    var state = CollectorState(floodWindow: 1)
    let gap = { Gap(output: Self.output, containerName: "x", cause: $0, after: nil, before: nil) }
    state.apply(.gap(gap(.rotatedAway)))
    #expect(state.doubted.isEmpty)
    for cause in GapCause.allCases where cause.isDoubt {
      var state = state
      state.apply(.gap(gap(cause)))
      #expect(state.doubted == [Self.output])
      state.apply(.ledgerEntry(sequence: 1, digest: "a"))
      state.apply(.doubt(Self.output, entry: 1))
      #expect(state.doubted == [Self.output])
      state.apply(.resolve(Self.output))
      #expect(state.doubted.isEmpty)
    }
  }

  @Test func `What is cut or unknown is no change`() {
    let bytes = StateChange.encode(Self.changes)
    #expect(StateChange.decode(bytes)?.count == Self.changes.count)
    let last = StateChange.encode(Self.changes.dropLast())
    for count in 1..<last.count where StateChange.decode(Array(last[..<count])) != nil {
      // Only between two changes.
      #expect(
        Set((0...Self.changes.count).map { StateChange.encode(Self.changes.prefix($0)).count }).contains(
          count
        )
      )
    }
    #expect(StateChange.decode([200]) == nil)
  }

  @Test func `A state is made again by its own changes`() {
    var state = CollectorState(floodWindow: 10)
    for change in Self.changes { state.apply(change) }
    var again = CollectorState(floodWindow: 10)
    for change in StateChange.decode(StateChange.encode(state.asChanges)) ?? [] { again.apply(change) }
    #expect(again.positions == state.positions)
    #expect(again.total == state.total)
    #expect(again.containers == state.containers)
    #expect(again.deckies == ["omega"])
    #expect(again.unreportedGaps == state.unreportedGaps)
    #expect(again.lastEvent == state.lastEvent)
    #expect(again.ledgerSequence == 9 && again.ledgerDigest == "abc")
    #expect(again.beginning == .now)
    #expect(again.gate.asChanges == state.gate.asChanges)
  }

  @Test func `A container that is forgotten stays in the total`() {
    var state = CollectorState(floodWindow: 10)
    for change in Self.changes + [.forget(Self.output)] { state.apply(change) }
    #expect(state.containers["c0ffee"] == nil)
    #expect(state.total.lines == 6)
    var again = CollectorState(floodWindow: 10)
    for change in state.asChanges { again.apply(change) }
    #expect(again.total == state.total)
  }

  @Test func `A ledger entry takes the gaps that it reports`() {
    var state = CollectorState(floodWindow: 10)
    for change in Self.changes { state.apply(change) }
    state.apply(.ledgerEntry(sequence: 10, digest: "def"))
    #expect(state.unreportedGaps.isEmpty)
  }

  @Test(arguments: [3, 50])
  func `A gate that follows another one decides as that one would`(capacity: Int) {
    var random = SplitMix64(seed: UInt64(capacity))
    var leader = FloodGate(window: 10, capacity: capacity)
    var follower = FloodGate(window: 10, capacity: capacity)
    for time in 0..<2000 {
      let key = FloodKey(words: (UInt64.random(in: 0..<20, using: &random), 0))
      var changes: [FloodGate.Change] = []
      let observed = Int64(time) + Int64.random(in: -3...3, using: &random)
      let decision = leader.decide(key, observed: observed, &changes)
      var twin = follower
      #expect(twin.decide(key, observed: observed) == decision)
      for change in changes { follower.apply(change) }
      #expect(follower.asChanges == leader.asChanges)
      #expect(follower.unreported == leader.unreported && follower.evictedEarly == leader.evictedEarly)
    }
  }
}
