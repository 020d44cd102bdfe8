import Basics
import DockerEngine
import Evidence
import Glibc

/// What the evidence store's thread works on.
struct RecorderContent: ~Copyable {
  /// The longest between two synchronizations, however slow the disk is.
  private static let longestPause = Duration.seconds(30)

  var journal: Journal
  /// After all that is accepted.
  var state: CollectorState
  /// When the ledger was written last.
  private(set) var lastLedger = ContinuousClock.now
  /// Whether the ledger has the entry that says that the collector has begun.
  private(set) var hasBegun = false
  /// Whether anything was committed since then.
  private(set) var isChanged = false
  private var ledger = LedgerWriter()
  private var unreportedDamages: [Damage] = []
  private var lastSynchronization = ContinuousClock.now
  /// How long the disk took for the last synchronization beside the commits.
  private var synchronizationTime = Duration.zero
  private var isSynchronized = false

  init(journal: consuming Journal, state: CollectorState) {
    self.journal = journal
    self.state = state
  }

  /// Whether something was found that the ledger is to tell at once.
  var hasFindings: Bool {
    !state.unreportedGaps.isEmpty || !state.unreportedResolutions.isEmpty || journal.hasDamages
  }

  /// Writes an entry of the ledger, and others before it where it has no room for all there is to tell.
  mutating func appendLedgerEntry(_ kind: LedgerEntry.Kind) throws {
    var kind = kind
    while ledger.exceedsEntry(state) {
      try giveSpaceBack()
      // The first one says that the collector has begun, the last one that it has ended.
      try writeEntry(kind == .start ? .start : .interval)
      if kind == .start { kind = .interval }
    }
    try writeEntry(kind)
  }

  /// Lets the ring's space be used again where much of it is taken.
  private mutating func giveSpaceBack() throws {
    guard journal.wantsCheckpoint else { return }
    let isDurable = journal.settings.synchronization == .always
    try journal.checkpoint(StateChange.encode(state.asChanges), isDurable: isDurable)
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
    for change in changes { state.apply(change) }
    if kind == .start { hasBegun = true }
    ledger = writer
    unreportedDamages = []
    lastLedger = ContinuousClock.now
    isChanged = false
    isSynchronized = false
    try journal.deliver()
  }

  /// Makes the state directory again where it was moved or removed.
  ///
  /// - Returns: whether it did.
  mutating func renewLostState() throws -> Bool {
    guard journal.hasLostState else { return false }
    try journal.deliver()
    try writeEntry(.interval)
    // Where a truncation was noticed meanwhile, what it took is a commit of its own. The next turn tells of it.
    guard journal.isLedgerComplete else { return false }
    try journal.renewState(StateChange.encode(state.asChanges))
    return true
  }

  /// What was to be made durable elsewhere is, and took so long.
  mutating func noteSynchronization(_ duration: Duration) {
    synchronizationTime = duration
    lastSynchronization = ContinuousClock.now
  }

  /// What was to be made durable elsewhere is not.
  mutating func noteFailedSynchronization() {
    journal.noteFailedSynchronization()
    isSynchronized = false
  }

  /// Something was committed.
  mutating func noteCommit() {
    isChanged = true
    isSynchronized = false
  }

  /// Makes room in the ring where there is little.
  mutating func makeRoom() throws {
    if journal.wantsLedgerEntry { try appendLedgerEntry(.interval) }
    try giveSpaceBack()
  }

  /// A checkpoint that is to survive a power cut, if one is due.
  mutating func durableCheckpoint(every interval: Duration) throws -> DurableCheckpoint? {
    // A disk that is slower than the lines must not hold them up all the time.
    let pause = min(max(interval, synchronizationTime * 4), Self.longestPause)
    guard !isSynchronized, ContinuousClock.now - lastSynchronization >= pause else { return nil }
    lastSynchronization = ContinuousClock.now
    isSynchronized = true
    let bytes = StateChange.encode(state.asChanges)
    guard journal.settings.synchronization == .interval else {
      try journal.checkpoint(bytes, isDurable: true)
      return nil
    }
    return try journal.durableCheckpoint(bytes)
  }
}
