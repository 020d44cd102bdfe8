import Basics
import DecoyEvents
import DockerEngine
import Evidence

/// Makes the entries of the ledger out of the state.
///
/// An entry is bounded, whatever has happened: what has no room in one goes into the next.
struct LedgerWriter {
  /// How much of gaps, and how much of containers' numbers, an entry holds; bytes, roughly. What is written and where
  /// is bounded by the ring (`Journal.wantsLedgerEntry`).
  private static let longestPart = 512 << 10
  /// What one gap or one container's numbers take beside names, in bytes.
  private static let itemLength = 400
  /// The most resolved doubts of one entry.
  private static let resolutionLimit = 4_000

  /// The numbers of each container when the ledger was last told them.
  private var told: [String: LineCounts] = [:]

  /// The next entry: its line, and the changes that go with it.
  mutating func entry(
    _ kind: LedgerEntry.Kind,
    _ state: CollectorState,
    _ segments: [WrittenSegment],
    _ truncations: [TruncatedFile],
    _ damages: [Damage],
    at time: EngineTimestamp
  ) throws -> (line: [UInt8], changes: [StateChange]) {
    let sequence = state.ledgerSequence + 1
    var entry = LedgerEntry(
      sequence: sequence,
      previous: state.ledgerDigest,
      time: time.rfc3339,
      kind: kind,
      counts: state.total.byName
    )
    addContainers(of: state, to: &entry)
    entry.files = segments.map(LedgerEntry.File.init)
    entry.truncations = truncations.map(LedgerEntry.Truncation.init)
    entry.damages = damages.map(LedgerEntry.DamageReport.init)
    let gaps = Self.fitting(state.unreportedGaps)
    entry.gaps = gaps.filter { !$0.cause.isDoubt }.map(LedgerEntry.Gap.init)
    let doubts = gaps.filter(\.cause.isDoubt)
    if !doubts.isEmpty { entry.doubts = doubts.map(LedgerEntry.Gap.init) }
    let resolutions = state.unreportedResolutions.prefix(Self.resolutionLimit)
    if !resolutions.isEmpty {
      entry.resolved = resolutions.map { resolution in
        LedgerEntry.Resolution(
          sequence: resolution.entry,
          container: resolution.output.container,
          stream: resolution.output.stream.rawValue
        )
      }
    }
    let line = try entry.line()
    var changes: [StateChange] = [.ledgerEntry(sequence: sequence, digest: LedgerEntry.digest(of: line))]
    changes += state.unreportedGaps.dropFirst(gaps.count).map(StateChange.gap)
    changes += state.unreportedResolutions.dropFirst(resolutions.count).flatMap {
      [StateChange.doubt($0.output, entry: $0.entry), .resolve($0.output)]
    }
    changes += doubts.map { StateChange.doubt($0.output, entry: sequence) }
    changes += state.earlyResolutions.map(StateChange.resolve)
    return (line, changes)
  }

  /// Whether one entry has no room for all that is to be told.
  func exceedsEntry(_ state: CollectorState) -> Bool {
    if Self.fitting(state.unreportedGaps).count < state.unreportedGaps.count { return true }
    if state.unreportedResolutions.count > Self.resolutionLimit { return true }
    var length = 0
    for (id, container) in state.containers where told[id] != container.counts {
      length += Self.length(id, container.name)
    }
    return length > Self.longestPart
  }

  private mutating func addContainers(of state: CollectorState, to entry: inout LedgerEntry) {
    var room = Self.longestPart
    for (id, container) in state.containers where told[id] != container.counts {
      // Each is bounded, and one at least is told, so that there is an end to it.
      let length = Self.length(id, container.name)
      guard room >= length || entry.containers.isEmpty else { continue }
      room -= length
      entry.containers[id] = LedgerEntry.Container(name: container.name, counts: container.counts.byName)
      told[id] = container.counts
    }
    if told.count > state.containers.count { told = told.filter { state.containers[$0.key] != nil } }
  }

  /// The first of the gaps that have room in one entry, at least one.
  private static func fitting(_ gaps: [Gap]) -> ArraySlice<Gap> {
    var room = longestPart
    let end = gaps.firstIndex { gap in
      room -= length(gap.output.container, gap.containerName)
      return room < 0
    }
    return gaps.prefix(end.map { max(1, $0) } ?? gaps.count)
  }

  private static func length(_ id: String, _ name: String) -> Int {
    // A character can take six in JSON.
    itemLength + id.utf8.count + 6 * name.utf8.count
  }
}

extension LedgerEntry.Gap {
  init(_ gap: Collector.Gap) {
    self.init(
      container: gap.output.container,
      name: gap.containerName,
      stream: gap.output.stream.rawValue,
      cause: gap.cause.rawValue,
      count: gap.count == 1 ? nil : gap.count,
      after: gap.after?.rfc3339,
      before: gap.before?.rfc3339
    )
  }
}

extension LineCounts {
  /// The numbers by the names that they have everywhere.
  var byName: [String: Int] { Dictionary(named.map { ($0.name, $0.count) }) { $1 } }
}
