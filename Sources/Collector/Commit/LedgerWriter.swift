import Basics
import DecoyEvents
import DockerEngine
import Evidence

/// Makes ledger entries from the state. What exceeds an entry's limits is left for the next.
struct LedgerWriter {
  /// About the most bytes of gaps, and of containers' numbers. `Journal.wantsLedgerEntry` bounds the rest.
  private static let longestPart = 512 << 10
  /// The bytes of a gap or of a container's numbers without names.
  private static let itemLength = 400
  private static let resolutionLimit = 4_000

  /// The numbers of each container that the ledger has.
  private var reported: [String: LineCounts] = [:]

  /// The next entry: its line, and the state changes that go with it.
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
    assert(!gaps.isEmpty || state.unreportedGaps.isEmpty, "gaps that are never reported")
    entry.gaps = gaps.filter { !$0.cause.isDoubt }.map(LedgerEntry.Gap.init)
    let doubts = gaps.filter(\.cause.isDoubt)
    if !doubts.isEmpty { entry.doubts = doubts.map(LedgerEntry.Gap.init) }
    let resolutions = state.unreportedResolutions.prefix(Self.resolutionLimit)
    if !resolutions.isEmpty {
      entry.resolved = resolutions.map { output, entry in
        .init(sequence: entry, container: output.container, stream: output.name)
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

  /// Whether there is more to report than fits into one entry.
  func exceedsEntry(_ state: CollectorState) -> Bool {
    if Self.fitting(state.unreportedGaps).count < state.unreportedGaps.count { return true }
    if state.unreportedResolutions.count > Self.resolutionLimit { return true }
    var length = 0
    for (id, container) in state.containers where reported[id] != container.counts {
      length += Self.length(id, container.name)
    }
    return length > Self.longestPart
  }

  private mutating func addContainers(of state: CollectorState, to entry: inout LedgerEntry) {
    var room = Self.longestPart
    for (id, container) in state.containers where reported[id] != container.counts {
      // At least one, so that `exceedsEntry` becomes false in the end; its length is bounded.
      let length = Self.length(id, container.name)
      guard room >= length || entry.containers.isEmpty else { continue }
      room -= length
      entry.containers[id] = LedgerEntry.Container(name: container.name, counts: container.counts.byName)
      reported[id] = container.counts
    }
    if reported.count > state.containers.count {
      reported = reported.filter { state.containers[$0.key] != nil }
    }
  }

  /// The first gaps, as many as fit into an entry but at least one.
  private static func fitting(_ gaps: [Gap]) -> ArraySlice<Gap> {
    var room = longestPart
    let end = gaps.firstIndex { gap in
      room -= length(gap.output.container, gap.containerName) + 6 * (gap.output.file?.utf8.count ?? 0)
      return room < 0
    }
    return gaps.prefix(end.map { max(1, $0) } ?? gaps.count)
  }

  private static func length(_ id: String, _ name: String) -> Int {
    // JSON may need six bytes for a character.
    itemLength + id.utf8.count + 6 * name.utf8.count
  }
}

extension LedgerEntry.Gap {
  init(_ gap: Collector.Gap) {
    self.init(
      container: gap.output.container,
      name: gap.containerName,
      stream: gap.output.name,
      cause: gap.cause.rawValue,
      count: gap.count == 1 ? nil : gap.count,
      after: gap.after?.rfc3339,
      before: gap.before?.rfc3339
    )
  }
}

extension LineCounts {
  var byName: [String: Int] { Dictionary(named.map { ($0.name, $0.count) }) { $1 } }
}
