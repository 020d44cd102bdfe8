import Basics
import DecoyEvents
import DockerEngine
import Evidence
import Foundation
import Testing

@testable import Collector

struct GapTests {
  private static let output = OutputID(container: String(repeating: "c", count: 64), stream: .stdout)

  private static func gap(
    _ number: Int,
    _ cause: GapCause = .damagedRecord,
    of output: OutputID = output
  ) -> Gap {
    Gap(
      output: output,
      containerName: "omega-ssh",
      cause: cause,
      after: EngineTimestamp(nanoseconds: Int64(number)),
      before: EngineTimestamp(nanoseconds: Int64(number) + 1)
    )
  }

  @Test func `A few gaps are listed one by one`() {
    var gaps: [Gap] = []
    for number in 0..<[Gap].listLimit { gaps.add(Self.gap(number)) }
    #expect(gaps == (0..<[Gap].listLimit).map { Self.gap($0) })
  }

  @Test func `Many gaps of one cause become one with a count, from the first's begin to the last's end`() {
    var gaps: [Gap] = []
    for number in 0..<100_000 { gaps.add(Self.gap(number)) }
    #expect(gaps.count == [Gap].listLimit)
    #expect(gaps.map(\.count).reduce(0, +) == 100_000)
    #expect(gaps.last?.count == 100_000 - [Gap].listLimit + 1)
    #expect(gaps.last?.before == EngineTimestamp(nanoseconds: 100_000))
    #expect(gaps.last?.after == EngineTimestamp(nanoseconds: Int64([Gap].listLimit) - 1))
  }

  @Test func `Other outputs and causes keep gaps of their own`() {
    var gaps: [Gap] = []
    let other = OutputID(container: "other", stream: .stderr)
    for number in 0..<100 {
      gaps.add(Self.gap(number))
      gaps.add(Self.gap(number, .rotatedAway))
      gaps.add(Self.gap(number, of: other))
    }
    #expect(gaps.count == 3 * [Gap].listLimit)
    #expect(gaps.map(\.count).reduce(0, +) == 300)
  }

  @Test func `Numbers beyond an integer's saturate`() {
    var gaps = (0..<[Gap].listLimit).map { Self.gap($0) }
    gaps[gaps.count - 1].count = .max
    gaps.add(Self.gap(99))
    #expect(gaps.last?.count == .max)
  }

  @Test(arguments: GapCause.allCases)
  func `A cause is read as it was kept`(cause: GapCause) {
    #expect(GapCause(kept: cause.rawValue) == cause)
  }

  @Test func `What an earlier version kept as unreadable file is read`() {
    #expect(GapCause(kept: "unreadable_file") == .unreadable)
    #expect(GapCause(kept: "no cause") == nil)
  }

  @Test func `Doubts are counted apart`() {
    var batch = SourceBatch(output: Self.output, containerName: "omega-ssh")
    batch.add(Self.gap(1))
    batch.add(Self.gap(2, .connectionLost))
    #expect(batch.lines.counts.gaps == 1 && batch.lines.counts.doubts == 1)
    #expect(batch.gaps.count == 2)
  }
}

struct SourceBatchTests {
  private static let output = OutputID(container: String(repeating: "c", count: 64), stream: .stdout)

  /// A batch with everything, about `size` bytes of each.
  private static func batch(_ size: Int, name: String = "omega-ssh") -> SourceBatch {
    var batch = SourceBatch(output: output, containerName: name)
    batch.position = OutputPosition(engine: "engine", name: name, cursor: nil, reportedGap: .rotatedAway)
    for number in 0..<size / 100 {
      batch.lines.raw += Array("line \(number) \(String(repeating: "x", count: 80))\n".utf8)
      batch.lines.records += Array("{\"n\":\(number),\"x\":\"\(String(repeating: "x", count: 80))\"}\n".utf8)
      batch.lines.gateChanges.append(.open(FloodKey(words: (UInt64(number), 1)), passed: 2, heldBack: 3))
      batch.changes.append(.decky("decky-\(number)"))
    }
    batch.lines.counts.lines = size / 100
    batch.gaps = (0..<20).map { number in
      Gap(
        output: output,
        containerName: name,
        cause: .rotatedAway,
        count: number + 1,
        after: nil,
        before: nil
      )
    }
    return batch
  }

  @Test(arguments: [0, 1000, 100_000], ["", "omega-ssh", String(repeating: "ü", count: 20_000)])
  func `A batch takes no more room in a commit than it says`(size: Int, name: String) {
    let batch = Self.batch(size, name: name)
    var encoder = StateChangeEncoder()
    batch.forEachStateChange { encoder.append($0) }
    #expect(batch.lines.raw.count + batch.lines.records.count + encoder.bytes.count <= batch.size)
  }

  @Test func `A batch without a line has a size when it says how far it is`() {
    var batch = SourceBatch(output: Self.output, containerName: "omega-ssh")
    batch.lines.counts.empty = 1
    batch.position = OutputPosition(engine: "engine", name: "omega-ssh", cursor: nil)
    #expect(batch.size > 100)
  }

  @Test func `A batch that fits is not divided`() {
    let batch = Self.batch(1000)
    #expect(batch.divided(limit: batch.size).count == 1)
  }

  @Test(arguments: [1000, 4096, 100_000])
  func `A batch that is too large is divided at its lines, and nothing of it is lost`(limit: Int) {
    let batch = Self.batch(200_000)
    let parts = batch.divided(limit: limit)
    #expect(parts.count > 1)
    // Position and counts of one part can't be divided.
    #expect(parts.allSatisfy { $0.size <= max(limit, 1000) })
    #expect(parts.flatMap(\.lines.raw) == batch.lines.raw)
    #expect(parts.flatMap(\.lines.records) == batch.lines.records)
    #expect(parts.flatMap(\.lines.gateChanges) == batch.lines.gateChanges)
    #expect(parts.flatMap(\.gaps) == batch.gaps)
    #expect(parts.flatMap(\.changes) == batch.changes)
    #expect(parts.compactMap(\.position) == [batch.position])
    #expect(parts.map(\.lines.counts).filter { $0 != LineCounts() } == [batch.lines.counts])
    for bytes in parts.flatMap({ [$0.lines.raw, $0.lines.records] }) where !bytes.isEmpty {
      #expect(bytes.last == UInt8(ascii: "\n"))
    }
    // All lines come before the position that says that they were read.
    let position = parts.firstIndex { $0.position != nil } ?? 0
    #expect(parts[position...].allSatisfy { $0.lines.raw.isEmpty && $0.lines.records.isEmpty })
  }

  @Test func `A line that is longer than a part is one by itself`() {
    var batch = SourceBatch(output: Self.output, containerName: "omega-ssh")
    let long = Array(repeating: UInt8(ascii: "x"), count: 5000) + [UInt8(ascii: "\n")]
    batch.lines.raw = Array("a\n".utf8) + long + Array("b\n".utf8)
    let parts = batch.divided(limit: 100)
    #expect(parts.map(\.lines.raw).filter { !$0.isEmpty } == [Array("a\n".utf8), long, Array("b\n".utf8)])
  }
}

struct LedgerWriterTests {
  private static func state(gaps: Int, doubts: Int = 0, containers: Int) -> CollectorState {
    var state = CollectorState(floodWindow: 1)
    let name = String(repeating: "\u{1}", count: 1000)
    for number in 0..<max(gaps, doubts, containers) {
      let output = OutputID(container: "\(number)", stream: .stdout)
      let gap = Gap(output: output, containerName: name, cause: .engineRestarted, after: nil, before: nil)
      var doubt = gap
      doubt.cause = .connectionLost
      if number < gaps { state.apply(.gap(gap)) }
      if number < doubts { state.apply(.gap(doubt)) }
      if number < containers {
        state.apply(.counts(container: "\(number)", name: name, LineCounts(inOrder: [1])))
      }
    }
    return state
  }

  @Test(arguments: [(0, 0, 0), (1, 0, 1), (1000, 10, 1000), (3000, 1000, 5000)])
  func `An entry is bounded however much there is to report, and all is reported in the end`(
    _ example: (gaps: Int, doubts: Int, containers: Int)
  ) throws {
    var state = Self.state(gaps: example.gaps, doubts: example.doubts, containers: example.containers)
    var writer = LedgerWriter()
    var containers = Set<String>()
    var gaps: [String] = []
    var doubts: [String] = []
    var entries = 0
    var isLast = false
    while !isLast {
      isLast = !writer.exceedsEntry(state)
      let (line, changes) = try writer.entry(.fault, state, [], [], [], at: EngineTimestamp(nanoseconds: 0))
      #expect(line.count < 4 << 20 && StateChange.encode(changes).count < 8 << 20)
      for change in changes { state.apply(change) }
      let entry = try JSONDecoder().decode(LedgerEntry.self, from: Data(line))
      containers.formUnion(entry.containers.keys)
      gaps += entry.gaps.map(\.container)
      doubts += (entry.doubts ?? []).map(\.container)
      entries += 1
      try #require(entries < 1000)
    }
    #expect(containers.count == example.containers)
    #expect(gaps.count == example.gaps && Set(gaps).count == example.gaps)
    #expect(doubts.count == example.doubts && Set(doubts).count == example.doubts)
    #expect(state.unreportedGaps.isEmpty)
    #expect(state.ledgerSequence == entries)
  }

  @Test func `A doubt is resolved once, by the entry that reported it`() throws {
    var state = Self.state(gaps: 0, doubts: 3, containers: 0)
    var writer = LedgerWriter()
    func next() throws -> LedgerEntry {
      let (line, changes) = try writer.entry(.fault, state, [], [], [], at: EngineTimestamp(nanoseconds: 0))
      for change in changes { state.apply(change) }
      return try JSONDecoder().decode(LedgerEntry.self, from: Data(line))
    }
    let told = try next()
    #expect(told.doubts?.count == 3 && told.resolved == nil)
    // As after a restart.
    var again = CollectorState(floodWindow: 1)
    for change in StateChange.decode(StateChange.encode(state.asChanges)) ?? [] { again.apply(change) }
    #expect(again.doubts == state.doubts)
    state = again
    state.apply(.resolve(OutputID(container: "1", stream: .stdout)))
    var resolving = CollectorState(floodWindow: 1)
    for change in StateChange.decode(StateChange.encode(state.asChanges)) ?? [] { resolving.apply(change) }
    state = resolving
    #expect(state.doubts.count == 2)
    #expect(try next().resolved?.map(\.sequence) == [told.sequence])
    #expect(try next().resolved == nil)
    #expect(state.doubts.count == 2)
  }

  @Test func `What can still be resolved is bounded`() {
    var state = CollectorState(floodWindow: 1)
    let output = OutputID(container: "c", stream: .stdout)
    for sequence in 1...1000 { state.apply(.doubt(output, entry: sequence)) }
    #expect((state.doubts[output]?.count ?? 0) <= 8)
    state.apply(.forget(output))
    #expect(state.doubts.isEmpty)
  }
}

struct WarningBudgetTests {
  @Test func `A few are let through, and the next period says how many were not`() {
    var budget = WarningBudget(limit: 3, period: .seconds(60))
    let start = ContinuousClock.now
    #expect((0..<10).map { _ in budget.take(at: start) } == [0, 0, 0] + Array(repeating: nil, count: 7))
    #expect(budget.take(at: start + .seconds(59)) == nil)
    #expect(budget.take(at: start + .seconds(60)) == 8)
    #expect(budget.take(at: start + .seconds(61)) == 0)
  }
}

struct BoundedNameTests {
  @Test(arguments: ["", "omega-ssh", String(repeating: "a", count: 1024)])
  func `A name that is not too long stays`(name: String) {
    #expect(FleetMember.bounded(name) == name)
  }

  @Test(arguments: ["a", "ü", "☃", "👩‍👩‍👧‍👦"])
  func `A long one is cut between characters`(character: String) {
    let name = String(repeating: character, count: 20_000)
    let bounded = FleetMember.bounded(name)
    #expect(bounded.utf8.count <= 1024 && bounded.utf8.count > 1000)
    #expect(name.unicodeScalars.starts(with: bounded.unicodeScalars))
  }

  @Test func `The labels of a container are bounded`() throws {
    let long = String(repeating: "x", count: 20_000)
    let labels = [
      "decnet.fleet.service": "true", "decnet.fleet.decky": long, "decnet.fleet.service_name": long,
    ]
    let member = try #require(
      FleetRules(selectors: [])
        .member(id: "c", names: [long], image: long, labels: labels, stateNames: [])
    )
    #expect(
      [member.name, member.decky, member.service, member.image].allSatisfy { $0?.utf8.count == 1024 }
    )
  }

  @Test func `An id that is none is no member's`() {
    let id = String(repeating: "c", count: 2000)
    let labels = ["decnet.fleet.service": "true"]
    let member = FleetRules(selectors: [])
      .member(id: id, names: ["a"], image: "", labels: labels, stateNames: [])
    #expect(member == nil)
  }
}

struct RotationSizeTests {
  private static func size(_ options: [String: String], rotates: Bool = true) -> Int? {
    ContainerDetails(
      id: "c",
      name: "c",
      image: "",
      labels: [:],
      hasTTY: false,
      isRunning: true,
      logDriver: "json-file",
      logOptions: options,
      rotatesLog: rotates,
      logPath: nil
    ).rotationSize
  }

  @Test(arguments: [
    ("500", 500), ("1k", 1000), ("100K", 100_000), ("10m", 10_000_000), ("2MB", 2_000_000),
    ("3g", 3_000_000_000), ("1t", 1_000_000_000_000), ("9999999p", .max), ("", 0), ("k", 0), ("-1", 0),
    ("1.5m", 0), ("99999999999999999999", 0), ("10x", 0), ("b", 0),
  ])
  func `The size is the driver's, or unknown`(text: String, size: Int) {
    #expect(Self.size(["max-size": text]) == size)
  }

  @Test func `A log that does not rotate has none`() {
    #expect(Self.size([:], rotates: false) == nil)
    #expect(Self.size([:]) == 0)
  }
}
