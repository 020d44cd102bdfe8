import DecoyEvents
import DockerEngine

/// What a collector keeps from one start to the next. The same code applies changes live and in recovery.
struct CollectorState: Sendable {
  /// The most doubts about one output that can be resolved; later ones stay.
  private static let doubtLimit = 8

  private(set) var positions: [OutputID: OutputPosition] = [:]
  /// How far the files of containers have been read.
  private(set) var files: [ContainerFileKey: ContainerFilePlace] = [:]
  private(set) var gate: FloodGate
  private(set) var total = LineCounts()
  private(set) var containers: [String: Accounts.Entry] = [:]
  private(set) var deckies: Set<String> = []
  /// Gaps and doubts that no ledger entry has yet.
  private(set) var unreportedGaps: [Gap] = []
  /// The ledger entries with doubts about an output, at most ``doubtLimit`` for each.
  private(set) var doubts: [OutputID: [Int]] = [:]
  /// Ledger entries whose doubts are resolved, which no ledger entry says yet.
  private(set) var unreportedResolutions: [(output: OutputID, entry: Int)] = []
  /// Outputs whose doubts were resolved before a ledger entry had them.
  private(set) var earlyResolutions: Set<OutputID> = []
  private(set) var lastEvent: EngineTimestamp?
  private(set) var ledgerSequence = 0
  private(set) var ledgerDigest = ""
  private(set) var beginning = Beginning.beginning

  /// Outputs with doubts, reported or not.
  var doubted: Set<OutputID> { Set(doubts.keys).union(unreportedGaps.filter(\.cause.isDoubt).map(\.output)) }

  init(floodWindow: Int64) { gate = FloodGate(window: floodWindow) }

  mutating func apply(_ change: StateChange) {
    switch change {
    case .position(let output, let position): positions[output] = position
    case .forget(let output):
      positions[output] = nil
      doubts[output] = nil
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
    case .gap(let gap): unreportedGaps.add(gap)
    case .doubt(let output, let entry):
      let known = doubts[output] ?? []
      if known.count < Self.doubtLimit, !known.contains(entry) { doubts[output] = known + [entry] }
    case .resolve(let output):
      for entry in doubts.removeValue(forKey: output) ?? [] { unreportedResolutions.append((output, entry)) }
      if unreportedGaps.contains(where: { $0.output == output && $0.cause.isDoubt }) {
        earlyResolutions.insert(output)
      }
    case .event(let time): lastEvent = max(lastEvent ?? time, time)
    case .ledgerEntry(let sequence, let digest):
      ledgerSequence = sequence
      ledgerDigest = digest
      unreportedGaps = []
      unreportedResolutions = []
      earlyResolutions = []
    case .beginning(let value): beginning = value
    case .file(let key, let place): files[key] = place
    case .forgetFile(let key): files[key] = nil
    }
  }

  /// Forgets an impossible event time, which earlier versions accepted.
  mutating func forgetIncredibleEvent() { if lastEvent?.isCredible == false { lastEvent = nil } }

  /// The changes that make this state from nothing.
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
    changes += unreportedGaps.map(StateChange.gap)
    changes += earlyResolutions.map(StateChange.resolve)
    for (output, entry) in unreportedResolutions {
      changes += [.doubt(output, entry: entry), .resolve(output)]
    }
    for (output, entries) in doubts { changes += entries.map { StateChange.doubt(output, entry: $0) } }
    changes.append(.beginning(beginning))
    changes += files.map { .file($0.key, $0.value) }
    return changes
  }
}
