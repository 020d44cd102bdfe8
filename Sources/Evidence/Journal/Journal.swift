public import Basics
import Glibc

/// The three files, and what makes each commit to them happen exactly once through crashes and rotations.
///
/// A commit is written to a ring of mapped memory before it is written to the files, so that its bytes are never
/// computed again. The ring says how far each file has come; the checkpoint says what the state was before the
/// ring's commits.
///
/// ```swift
/// var journal = try Journal.open(settings)
/// var state = State(journal.recovered)
/// if journal.wantsCheckpoint { try journal.checkpoint(state.encoded()) }
/// try journal.prepare(unit)      // throws: nothing has happened
/// try journal.deliver()          // throws: call it again
/// state.apply(unit)
/// ```
///
/// It belongs to one thread at a time.
public struct Journal: ~Copyable {
  /// Where the files are.
  public let settings: JournalSettings
  /// What was found at the start.
  public internal(set) var recovered: RecoveredState

  var ring: Ring
  var files: InlineArray<3, TargetFile>
  let directory: StateDirectory
  /// Whether the state directory was lost, and is not whole again.
  var mustRenewState = false
  let checkpoints: CheckpointStore
  var ringName: UInt64
  var checkpointNumber: UInt64
  /// The commit that is not in all its files yet.
  var inFlight: Slot?
  /// The last commit that a checkpoint covers, as its number; 0 before the first.
  var checkpointedThrough: UInt64
  /// The last commit that is an entry of the ledger.
  var ledgeredThrough: UInt64
  var unreported = UnreportedWrites()
  /// How many lines of each file were cut by a crash and written again.
  var torn: [EvidenceTarget: Int] = [:]
  /// How many commits said impossible things of where they stand in each file.
  var impossiblePlaces: [EvidenceTarget: Int] = [:]
  /// Whether what was known of the time before was damaged, and this one goes on behind what the files have.
  public var isStateLost = false
  /// What was found damaged and has been asked for.
  var reportedDamages: [Damage] = []
  private var mustLookAgain = false

  /// Opens the journal, and sees to what a crash has left.
  ///
  /// - Parameter startsAnew: whether a state that can't be used is put aside and forgotten.
  /// - Throws: ``EvidenceError``: `locked`, `unusableState`, `unsafeFileSystem`, or what the disk says.
  public static func open(
    _ settings: JournalSettings,
    startsAnew: Bool = false
  ) throws(EvidenceError) -> Journal {
    let directory = try StateDirectory(settings)
    if !settings.allowsUnsafeFileSystem {
      try FileSystemCheck.check(settings.logFile)
      try FileSystemCheck.check(settings.stateDirectory)
    }
    let opening = try JournalOpening(settings, directory, startsAnew: startsAnew)
    let ringPath = JournalOpening.ringPath(settings, opening.checkpoint.ring)
    guard let ring = try RingFile.open(ringPath) else { throw EvidenceError("open", ringPath, code: ENOENT) }
    var journal = Journal(settings, directory, opening, ring)
    try journal.recover(opening.checkpoint)
    return journal
  }

  private init(
    _ settings: JournalSettings,
    _ directory: StateDirectory,
    _ opening: JournalOpening,
    _ ringFile: RingFile
  ) {
    let checkpoint = opening.checkpoint
    self.settings = settings
    self.directory = directory
    checkpoints = opening.store
    ringName = checkpoint.ring
    checkpointNumber = checkpoint.number
    checkpointedThrough = checkpoint.next.sequence - 1
    ledgeredThrough = checkpoint.kept.sequence - 1
    recovered = RecoveredState(checkpoint, putAside: opening.putAside)
    ring = Ring(ringFile, incarnation: checkpoint.incarnation, next: checkpoint.kept)
    files = InlineArray { index in
      let target = EvidenceTarget.allCases[index]
      let mark = index < checkpoint.files.count ? checkpoint.files[index] : nil
      return TargetFile(
        target,
        settings,
        generation: mark?.generation ?? 0
      )
    }
  }

  // MARK: - Commits

  /// Whether a checkpoint must come before the next commit, since the ring's space is used up.
  public var wantsCheckpoint: Bool { inFlight == nil && ring.used > ring.capacity * 3 / 8 }

  /// Whether an entry of the ledger must come before the next checkpoint can give space back.
  public var wantsLedgerEntry: Bool {
    inFlight == nil && unreported.length > ring.capacity / 4
  }

  /// Bytes of the ring that can't be taken yet, and all that it has.
  public var ringUsage: (used: Int, capacity: Int) { (ring.used, ring.capacity) }

  /// The longest commit that the ring takes as it is, in bytes, all its parts together.
  public var longestCommit: Int {
    Ring.longestSlot(capacity: ring.capacity) - Slot.headerLength - Slot.alignment
  }

  /// Whether a commit is accepted and not yet in all its files.
  public var isInFlight: Bool { inFlight != nil }

  /// The files whose locks other programs have: they are written all the same.
  public var lockedElsewhere: [String] {
    var paths: [String] = []
    for index in files.indices where !files[index].isLocked { paths.append(files[index].path) }
    return paths
  }

  /// How many times since the start a file was opened whose lock another program had.
  public var foreignLocks: Int {
    var count = 0
    for index in files.indices { count += files[index].foreignLocks }
    return count
  }

  /// Follows rotations, and repairs what truncations took.
  ///
  /// - Throws: ``EvidenceError``; the same call can be made again.
  public mutating func settle() throws(EvidenceError) {
    try bring()
    for index in files.indices {
      try files[index].follow()
      let target = EvidenceTarget.allCases[index]
      while let pending = files[index].pendingRepairs.first {
        var repair = CommitUnit()
        repair.append(pending.lines, to: target)
        repair.repaired = pending.truncated
        try accept(repair)
        files[index].takePendingRepair()
        try bring()
      }
    }
  }

  /// Gives memory back where little is written; to be called several times a second.
  public mutating func trim() { ring.trim() }

  /// Opens all names again, whatever they lead to.
  ///
  /// - Throws: ``EvidenceError``; the same call can be made again.
  public mutating func reopen() throws(EvidenceError) {
    try settle()
    for index in files.indices { try files[index].reopen() }
  }

  /// Accepts a commit: from now on it will happen, whatever does.
  ///
  /// - Throws: ``EvidenceError``: nothing has happened, and the same call can be made again.
  public mutating func prepare(_ unit: CommitUnit) throws(EvidenceError) {
    try settle()
    try accept(unit)
  }

  /// Accepts an entry of the ledger that tells of all ``takeSegments()`` has given.
  public mutating func prepare(ledgerEntry unit: CommitUnit) throws(EvidenceError) {
    try bring()
    try files[EvidenceTarget.ledger.rawValue].follow()
    try accept(unit)
  }

  /// - Parameter reserves: whether room in the files is made sure of before.
  mutating func accept(_ unit: CommitUnit, reserves: Bool = true) throws(EvidenceError) {
    for target in EvidenceTarget.allCases where reserves {
      try files[target.rawValue].reserve(unit.length(target))
    }
    inFlight = try add(unit)
    try Failpoint.reach(.prepared)
  }

  mutating func add(
    _ unit: CommitUnit,
    supersedes: UInt64 = Slot.none,
    expectedStarts: [EvidenceTarget: Int] = [:]
  ) throws(EvidenceError) -> Slot {
    let lengths = EvidenceTarget.allCases.map { unit.length($0) }
    let length = Slot.length(payloads: lengths, change: unit.change.count)
    guard let space = ring.space(for: length) else {
      throw EvidenceError(.failed, "a commit of \(length) bytes has no room in a ring of \(ring.capacity)")
    }
    for range in [space] + ring.imitations(behind: space) {
      for index in files.indices { files[index].forget(ring.memory(range)) }
    }
    let slot = ring.add(unit, in: space, supersedes: supersedes, expectedStarts: expectedStarts)
    guard settings.synchronization == .always else { return slot }
    do {
      try ring.synchronize(slot)
    } catch {
      ring.takeBack(slot)
      throw error
    }
    return slot
  }

  /// Brings what was accepted into the files.
  ///
  /// - Throws: ``EvidenceError``; the same call can be made again, and nothing will be in a file twice.
  public mutating func deliver() throws(EvidenceError) {
    try bring()
    // A payload's place may have shown what a truncation took.
    for index in files.indices where !files[index].pendingRepairs.isEmpty { return try settle() }
  }

  mutating func bring() throws(EvidenceError) {
    while let slot = inFlight {
      if mustLookAgain {
        for target in slot.targets
        where slot.progress(target).phase == .none && slot.expectedStart(target) == nil {
          try files[target.rawValue].follow()
        }
        mustLookAgain = false
      }
      mustLookAgain = true
      var isInterrupted = false
      for target in slot.targets {
        if case .interrupted = try files[target.rawValue].deliver(slot) { isInterrupted = true }
      }
      mustLookAgain = false
      try Failpoint.reach(.delivered)
      let broken = slot.targets.filter { isBroken(slot, $0) }
      guard !isInterrupted, broken.isEmpty else {
        try supersede(slot, broken: broken)
        continue
      }
      finish(slot)
      try Failpoint.reach(.committed)
    }
  }

  /// Whether the end of a half line did not come to stand where the half line ends, because others were faster.
  func isBroken(_ slot: Slot, _ target: EvidenceTarget) -> Bool {
    guard let expected = slot.expectedStart(target), slot.progress(target).phase == .done else {
      return false
    }
    return slot.progress(target).pieces.first?.lowerBound != expected
  }

  mutating func finish(_ slot: Slot) {
    slot.state = .committed
    account(slot)
    inFlight = nil
  }
}
