import DecoyEvents
import DockerEngine

/// All that is remembered from one start to the next: what the commits so far have made of it.
///
/// A value: it is made of changes, live and in recovery by the same code.
struct CollectorState: Sendable {
  /// The most positions of other engines that are kept: whoever points a collector at ever new engines must not fill
  /// memory.
  static let foreignPositionLimit = 10_000

  private(set) var positions: [OutputID: OutputPosition] = [:]
  private(set) var gate: FloodGate
  private(set) var total = LineCounts()
  private(set) var containers: [String: Accounts.Entry] = [:]
  private(set) var deckies: Set<String> = []
  /// Gaps of which no entry of the ledger tells yet.
  private(set) var untoldGaps: [Gap] = []
  private(set) var lastEvent: EngineTimestamp?
  private(set) var ledgerSequence = 0
  private(set) var ledgerDigest = ""
  private(set) var beginning = Beginning.beginning

  /// Nothing is remembered.
  init(floodWindow: Int64) {
    gate = FloodGate(window: floodWindow)
  }

  mutating func apply(_ change: StateChange) {
    switch change {
    case .position(let output, let position): positions[output] = position
    case .forget(let output):
      positions[output] = nil
      if !LogRequest.Stream.allCases.contains(where: {
        positions[OutputID(container: output.container, stream: $0)] != nil
      }) {
        containers[output.container] = nil
      }
    case .counts(let container, let name, let counts):
      total += counts
      containers[container, default: Accounts.Entry(name: name, counts: LineCounts())].counts += counts
      containers[container]?.name = name
    case .totals(let counts): total += counts
    case .gate(let change): gate.apply(change)
    case .decky(let name): deckies.insert(name)
    case .gap(let gap): untoldGaps.append(gap)
    case .event(let time): lastEvent = max(lastEvent ?? time, time)
    case .ledgerEntry(let sequence, let digest):
      ledgerSequence = sequence
      ledgerDigest = digest
      untoldGaps = []
    case .beginning(let value): beginning = value
    }
  }

  /// Forgets the time of an event that can't be: earlier versions remembered any.
  mutating func forgetIncredibleEvent() {
    if lastEvent?.isCredible == false { lastEvent = nil }
  }

  /// The changes that make this state out of nothing.
  var asChanges: [StateChange] {
    var changes: [StateChange] = positions.map { .position($0.key, $0.value) }
    var gone = total
    for (id, entry) in containers {
      changes.append(.counts(container: id, name: entry.name, entry.counts))
      gone -= entry.counts
    }
    changes.append(.totals(gone))
    changes += gate.asChanges.map(StateChange.gate)
    changes += deckies.map(StateChange.decky)
    if let lastEvent { changes.append(.event(lastEvent)) }
    changes.append(.ledgerEntry(sequence: ledgerSequence, digest: ledgerDigest))
    changes += untoldGaps.map(StateChange.gap)
    changes.append(.beginning(beginning))
    return changes
  }
}
