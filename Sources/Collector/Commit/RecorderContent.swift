import Basics
import DockerEngine
import Evidence

struct RecorderContent: ~Copyable {
  /// The longest pause between synchronizations, however slow the disk is.
  private static let longestPause = Duration.seconds(30)

  var journal: Journal
  /// Includes everything accepted so far.
  var state: CollectorState
  private(set) var lastLedger = ContinuousClock.now
  /// Whether the ledger has this run's start entry.
  private(set) var hasBegun = false
  private(set) var isChanged = false
  private var ledger = LedgerWriter()
  private var unreportedDamages: [Damage] = []
  private var lastSynchronization = ContinuousClock.now
  private var synchronizationTime = Duration.zero
  private var isSynchronized = false

  init(journal: consuming Journal, state: CollectorState) {
    self.journal = journal
    self.state = state
  }

  /// Whether there are findings that belong into the ledger at once.
  var hasFindings: Bool {
    !state.unreportedGaps.isEmpty || !state.unreportedResolutions.isEmpty || journal.hasDamages
  }

  private var encodedState: [UInt8] { StateChange.encode(state.asChanges) }

  mutating func checkpoint(isDurable: Bool) throws {
    try journal.checkpoint(encodedState, isDurable: isDurable)
  }

  /// Writes a ledger entry, preceded by others if it would exceed its limits.
  mutating func appendLedgerEntry(_ kind: LedgerEntry.Kind) throws {
    var kind = kind
    while ledger.exceedsEntry(state) {
      try giveSpaceBack()
      // A start entry comes first, a stop entry last.
      try writeEntry(kind == .start ? .start : .interval)
      if kind == .start { kind = .interval }
    }
    try writeEntry(kind)
  }

  /// Frees space in the ring if much of it is used.
  private mutating func giveSpaceBack() throws {
    guard journal.wantsCheckpoint else { return }
    try checkpoint(isDurable: journal.settings.synchronization == .always)
  }

  private mutating func writeEntry(_ kind: LedgerEntry.Kind) throws {
    try journal.deliver()
    unreportedDamages += journal.takeDamages()
    var writer = ledger
    let (line, changes) = try writer.entry(
      kind,
      state,
      journal.takeSegments(),
      journal.takeTruncations(),
      unreportedDamages,
      at: EngineTimestamp(nanoseconds: WallClock.now)
    )
    var unit = CommitUnit()
    unit.ledger = line
    unit.change = StateChange.encode(changes)
    try journal.prepare(ledgerEntry: unit)
    let sequence = state.ledgerSequence
    for change in changes { state.apply(change) }
    assert(state.ledgerSequence == sequence + 1)
    if kind == .start { hasBegun = true }
    ledger = writer
    unreportedDamages = []
    lastLedger = ContinuousClock.now
    isChanged = false
    isSynchronized = false
    try journal.deliver()
  }

  /// Recreates the state directory if it was moved or removed; returns whether it did.
  mutating func renewLostState() throws -> Bool {
    guard journal.hasLostState else { return false }
    try journal.deliver()
    try writeEntry(.interval)
    // The repair of a truncation noticed meanwhile is a commit of its own; the next turn's entry covers it.
    guard journal.isLedgerComplete else { return false }
    try journal.renewState(encodedState)
    return true
  }

  mutating func noteSynchronization(_ duration: Duration) {
    synchronizationTime = duration
    lastSynchronization = ContinuousClock.now
  }

  mutating func noteFailedSynchronization() {
    journal.noteFailedSynchronization()
    isSynchronized = false
  }

  mutating func noteCommit() {
    isChanged = true
    isSynchronized = false
  }

  mutating func makeRoom() throws {
    if journal.wantsLedgerEntry { try appendLedgerEntry(.interval) }
    try giveSpaceBack()
  }

  /// A checkpoint to be made durable, if one is due.
  mutating func durableCheckpoint(every interval: Duration) throws -> DurableCheckpoint? {
    // A slow disk must not delay lines all the time.
    let pause = min(max(interval, synchronizationTime * 4), Self.longestPause)
    guard !isSynchronized, ContinuousClock.now - lastSynchronization >= pause else { return nil }
    lastSynchronization = ContinuousClock.now
    isSynchronized = true
    guard journal.settings.synchronization == .interval else {
      try checkpoint(isDurable: true)
      return nil
    }
    return try journal.durableCheckpoint(encodedState)
  }
}
